package dev.voicemedia.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Load that nobody measures, until the JIT compiler is quiet. */
public final class WarmUp {
  /** The compiler's share of a slice's CPU time under which it is quiet. */
  private static final double QUIET = 0.03;

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
}
