package dev.voicemedia.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own, of this one's Java, that takes and prints lines. Its standard error is this
 * process's.
 */
public final class ChildProcess implements AutoCloseable {

  private static final int SECONDS_TO_END = 30;

  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;

  private ChildProcess(Map<String, String> environment, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    process = builder.start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /** Starts a class from this process's class path. */
  public static ChildProcess ofClass(
      Class<?> main, List<String> jvmOptions, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(jvmOptions);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(List.of(arguments));
    return new ChildProcess(environment, line);
  }

  /** Starts a runnable jar. */
  public static ChildProcess ofJar(
      String jar, List<String> jvmOptions, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(jvmOptions);
    line.addAll(List.of("-jar", jar));
    line.addAll(List.of(arguments));
    return new ChildProcess(environment, line);
  }

  public long pid() {
    return process.pid();
  }

  /** Returns the CPU time of all its threads, in user and kernel mode. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Writes one line to its standard input. */
  public void write(String line) {
    in.println(line);
  }

  /**
   * Waits for the next line that starts with a prefix, and returns what follows the prefix.
   *
   * @throws IOException if the process ends before it prints one; the message has its other lines
   */
  public String read(String prefix) throws IOException {
    StringBuilder others = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
      others.append(line).append('\n');
    }
    throw new IOException("the process ended before it printed \"" + prefix + "\": " + others);
  }

  /** Ends the process and waits for its end, by force after half a minute. */
  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process.onExit().join();
  }
}
