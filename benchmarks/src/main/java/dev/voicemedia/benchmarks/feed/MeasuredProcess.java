package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.ProcessCpu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A server in a JVM of its own, which keeps its cost apart from the cost of its clients. */
final class MeasuredProcess implements AutoCloseable {
  private static final List<String> JVM_OPTIONS = List.of("-Xmx1g", "-XX:MaxDirectMemorySize=1g");

  private final ChildProcess process;

  MeasuredProcess(Class<?> main, String... arguments) throws IOException {
    this(Map.of(), main, arguments);
  }

  MeasuredProcess(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    process = ChildProcess.ofClass(main, JVM_OPTIONS, environment, arguments);
  }

  /** Sends a command that {@link Commands} serves, and returns its answer. */
  long ask(String command) {
    process.write(command);
    try {
      return Long.parseLong(process.read(Commands.ANSWER));
    } catch (IOException e) {
      throw new UncheckedIOException(command + ": " + e.getMessage(), e);
    }
  }

  /** Returns the CPU time so far of the threads with such names, in nanoseconds. */
  long cpu(Predicate<String> threadName) {
    return process.cpu().nanos(threadName);
  }

  /** Returns what reads its CPU time. */
  ProcessCpu cpu() {
    return process.cpu();
  }

  /** Returns the resident memory, in bytes. */
  long resident() {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
