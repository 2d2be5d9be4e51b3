package dev.voicemedia.benchmarks;

import java.util.List;
import java.util.Locale;

/** Load that nobody measures, until the JIT compiler is quiet. */
public final class WarmUp {
  /** The compiler's share of a slice's CPU time under which it is quiet. */
  private static final double QUIET = 0.03;

  private WarmUp() {}

  /** A part of the load, by its number. */
  public interface Slice {
    void run(int number) throws Exception;
  }

  /** Repeats a slice until none of the processes compiles much any more, or so many times. */
  public static void of(List<ProcessCpu> processes, int slices, Slice slice) throws Exception {
    double compiling = 1;
    int done = 0;
    while (compiling > QUIET && done < slices) {
      List<ProcessCpu.Usage> before = processes.stream().map(ProcessCpu::read).toList();
      slice.run(done++);
      compiling = 0;
      for (int i = 0; i < before.size(); i++) {
        compiling = Math.max(compiling, processes.get(i).read().since(before.get(i)).compiling());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "warmed up in %d slices, of the last of which the compiler had %.0f %%%n",
        done,
        100 * compiling);
  }
}
