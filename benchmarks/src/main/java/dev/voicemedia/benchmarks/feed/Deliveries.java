package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.ProcessCpu;

/** Threads of a server that deliver events. */
final class Deliveries {
  private Deliveries() {}

  /** Neither appending, nor compiling; garbage is a cost. */
  static boolean isDelivering(String thread) {
    return !ProcessCpu.isCompiler(thread)
        && !thread.equals("driver")
        && !thread.startsWith("event-log")
        && !thread.startsWith("rocksdb");
  }

  /** The same without garbage, where that of appending would count. */
  static boolean isSending(String thread) {
    return isDelivering(thread) && !ProcessCpu.isCollector(thread);
  }
}
