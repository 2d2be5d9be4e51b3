package dev.voicemedia.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * CPU time of a process by kinds of threads, in user and kernel mode, from {@code /proc}: Linux
 * only. It remembers threads that have ended since it last saw them.
 */
public final class ProcessCpu {
  private static final long NANOS_A_TICK = 10_000_000;

  /** Fields of {@code stat} after the command, which may hold spaces. */
  private static final int UTIME = 11;

  private static final int STIME = 12;

  private final Path process;
  private final Map<Path, Seen> threads = new HashMap<>();

  private ProcessCpu(Path process) {
    this.process = process;
  }

  private record Seen(String name, long nanos) {}

  /**
   * CPU time so far, in nanoseconds.
   *
   * @param others what is neither compiling nor collecting garbage
   * @param process of the whole process, also of threads that were never seen, in ticks of 10 ms
   */
  public record Usage(long others, long collectors, long compilers, long process) {
    /** Returns what was used since an earlier reading. */
    public Usage since(Usage earlier) {
      return new Usage(
          others - earlier.others,
          collectors - earlier.collectors,
          compilers - earlier.compilers,
          process - earlier.process);
    }

    /**
     * Returns what was used but for compiling. Threads that began and ended between two readings
     * are only in the process's time, which is taken if it has more than its ticks can be wrong by.
     */
    public long work() {
      long seen = others + collectors;
      long all = process - compilers;
      return all - seen > 2 * NANOS_A_TICK ? all : seen;
    }

    /** Returns the share of the compilers, between 0 and 1. */
    public double compiling() {
      return compilers == 0 ? 0 : (double) compilers / (compilers + work());
    }
  }

  public static ProcessCpu of(long pid) {
    return new ProcessCpu(Path.of("/proc", Long.toString(pid)));
  }

  /** Returns whether a thread of that name, as Linux cuts it off, compiles. */
  public static boolean isCompiler(String thread) {
    return thread.startsWith("C1 ")
        || thread.startsWith("C2 ")
        || thread.startsWith("Sweeper")
        || thread.startsWith("JVMCI");
  }

  /** Returns whether a thread collects garbage; the VM's own thread counts, as it mostly does. */
  public static boolean isCollector(String thread) {
    return thread.startsWith("GC ")
        || thread.startsWith("G1 ")
        || thread.startsWith("VM Thread")
        || thread.startsWith("ZGC")
        || thread.startsWith("Z ");
  }

  public Usage read() {
    look();
    long compilers = sum(ProcessCpu::isCompiler);
    long collectors = sum(ProcessCpu::isCollector);
    long others = sum(thread -> !isCompiler(thread) && !isCollector(thread));
    return new Usage(others, collectors, compilers, ofProcess());
  }

  /** Returns the CPU time so far of the threads with such names, in nanoseconds. */
  public long nanos(Predicate<String> threadName) {
    look();
    return sum(threadName);
  }

  private long sum(Predicate<String> threadName) {
    return threads.values().stream()
        .filter(thread -> threadName.test(thread.name()))
        .mapToLong(Seen::nanos)
        .sum();
  }

  private void look() {
    try (Stream<Path> each = Files.list(process.resolve("task"))) {
      each.forEach(this::look);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void look(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm")).strip();
      String nanos = Files.readString(thread.resolve("schedstat")).split(" ", -1)[0];
      threads.put(thread, new Seen(name, Long.parseLong(nanos)));
    } catch (IOException e) {
      return; // it has ended, and what was seen of it stays
    }
  }

  private long ofProcess() {
    try {
      String stat = Files.readString(process.resolve("stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      return NANOS_A_TICK * (Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(STIME)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
