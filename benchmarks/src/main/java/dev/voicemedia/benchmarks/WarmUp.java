package dev.voicemedia.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Load that nobody measures, until the JIT compiler is quiet. */
public final class WarmUp {
  /** The compiler's share of a slice's CPU time under which it is quiet. */
  private static final double QUIET = 0.03;

  private static final long PAUSE_MILLIS = 250;
  private static final int MOST_PAUSES = 12;

  /** The compilers' share of a pause under which they have caught up. */
  private static final double CAUGHT_UP = 0.1;

  private WarmUp() {}

  /** A part of the load, by its number. */
  public interface Slice {
    void run(int number) throws Exception;
  }

  /** Repeats a slice until none of the processes compiles much any more, or for so long. */
  public static void of(List<ProcessCpu> processes, Duration longest, Slice slice)
      throws Exception {
    long start = System.nanoTime();
    double compiling = 1;
    int done = 0;
    while (compiling > QUIET && System.nanoTime() - start < longest.toNanos()) {
      List<ProcessCpu.Usage> before = processes.stream().map(ProcessCpu::read).toList();
      slice.run(done++);
      letCompile(processes);
      compiling = 0;
      for (int i = 0; i < before.size(); i++) {
        compiling = Math.max(compiling, processes.get(i).read().since(before.get(i)).compiling());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "warmed up in %d s, at the end of which the compiler had %.0f %%%n",
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        100 * compiling);
  }

  /** Pauses: load that takes all processors leaves the compilers too little to catch up. */
  private static void letCompile(List<ProcessCpu> processes) throws InterruptedException {
    double share = 1;
    for (int pause = 0; pause < MOST_PAUSES && share > CAUGHT_UP; pause++) {
      long before = compilers(processes);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      share =
          (double) (compilers(processes) - before) / TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    }
  }

  private static long compilers(List<ProcessCpu> processes) {
    return processes.stream().mapToLong(each -> each.read().compilers()).sum();
  }
}
