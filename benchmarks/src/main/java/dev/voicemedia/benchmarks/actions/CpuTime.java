package dev.voicemedia.benchmarks.actions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time of a process, all of its threads and the kernel's work for it included. Linux only. */
final class CpuTime {
  private static final int TICKS_PER_SECOND = 100;

  /** Position after the command, which may hold spaces. */
  private static final int UTIME = 11;

  private static final int STIME = 12;

  private CpuTime() {}

  static double microsOf(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    long ticks = Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(STIME));
    return ticks * 1e6 / TICKS_PER_SECOND;
  }
}
