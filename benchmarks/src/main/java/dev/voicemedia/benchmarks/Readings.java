package dev.voicemedia.benchmarks;

import java.util.Locale;

/**
 * CPU times of one process over the rounds of a report, with the compiler's and the collector's.
 */
public final class Readings {
  private static final double NANOS_A_MICRO = 1e3;

  private final ProcessCpu cpu;
  private final Samples micros = new Samples();
  private final Samples compiling = new Samples();
  private final Samples collecting = new Samples();

  public Readings(ProcessCpu cpu) {
    this.cpu = cpu;
  }

  /** What is measured. */
  public interface Load {
    void run() throws Exception;
  }

  /**
   * Runs a load, and returns what each of its things took in µs, without what the compiler took.
   *
   * @param things that the load consists of
   */
  public double measure(long things, Load load) throws Exception {
    ProcessCpu.Usage before = cpu.read();
    load.run();
    ProcessCpu.Usage used = cpu.read().since(before);
    double each = used.work() / NANOS_A_MICRO / things;
    micros.add(each);
    compiling.add(used.compilers() / NANOS_A_MICRO / things);
    collecting.add(used.collectors() / NANOS_A_MICRO / things);
    return each;
  }

  /** Returns what a thing took in each round, in µs. */
  public Samples micros() {
    return micros;
  }

  /** Says what of it is the garbage collector's, and what the compiler had besides. */
  public String parts() {
    return String.format(
        Locale.ROOT,
        "%.1f µs, of which %.1f garbage collection; %.1f µs of compiling are not in it",
        micros.median(),
        collecting.median(),
        compiling.median());
  }
}
