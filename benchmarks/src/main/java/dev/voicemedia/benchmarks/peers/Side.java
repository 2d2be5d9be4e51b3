package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.ProcessCpu;
import java.io.IOException;
import java.util.List;

/** What is compared: servers that take webhooks, keep them, and replay them. */
interface Side extends AutoCloseable {
  /** Returns its name in the table. */
  String name();

  /** Returns where it takes webhooks. */
  int webhookPort();

  /** Returns what {@link GoClient} calls its store. */
  String kind();

  /** Returns where {@link GoClient} finds its store. */
  String address();

  /** Returns all its processes, between two webhooks and the disk. */
  List<ProcessCpu> processes();

  /**
   * Checks that an event which is acknowledged is on the disk.
   *
   * @throws IOException if it need not be
   */
  void checkSync() throws IOException;

  /** Returns the CPU time of its processes so far, their compilers included, in nanoseconds. */
  default long cpuNanos() {
    return processes().stream().mapToLong(each -> each.read().process()).sum();
  }

  @Override
  void close() throws IOException;
}
