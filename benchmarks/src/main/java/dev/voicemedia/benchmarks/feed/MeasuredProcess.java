package dev.voicemedia.benchmarks.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A server in a JVM of its own, so that what it costs is not mixed with what its clients cost. */
final class MeasuredProcess implements AutoCloseable {
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;

  MeasuredProcess(Class<?> main, String... arguments) throws IOException {
    this(Map.of(), main, arguments);
  }

  MeasuredProcess(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx1g", "-XX:MaxDirectMemorySize=1g", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.add(main.getName());
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands = new PrintStream(process.getOutputStream(), true, UTF_8);
    answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  long ask(String command) {
    commands.println(command);
    try {
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException(command + ": the process has ended");
      }
      return Long.parseLong(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** CPU time of the threads with such names so far, in nanoseconds. Threads must not end. */
  long cpu(Predicate<String> threadName) {
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    try (Stream<Path> each = Files.list(threads)) {
      return each.mapToLong(thread -> cpu(thread, threadName)).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Resident memory, in bytes. */
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
    commands.close();
    process.destroy();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static long cpu(Path thread, Predicate<String> threadName) {
    try {
      return threadName.test(Files.readString(thread.resolve("comm")).strip())
          ? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0])
          : 0;
    } catch (IOException e) {
      return 0; // it ended meanwhile
    }
  }
}
