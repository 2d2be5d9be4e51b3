package dev.voicemedia.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that takes and prints lines; standard error counts as output. */
public final class ChildProcess implements AutoCloseable {

  private static final int SECONDS_TO_END = 30;

  private final Process process;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final PrintWriter in;
  private final ProcessCpu cpu;

  private ChildProcess(Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    cpu = ProcessCpu.of(process.pid());
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    Thread pump = new Thread(this::pump, "child-output");
    pump.setDaemon(true);
    pump.start();
  }

  /** Starts any program. */
  public static ChildProcess ofCommand(Map<String, String> environment, List<String> command)
      throws IOException {
    return new ChildProcess(environment, command);
  }

  /** Starts a class from this process's class path, with this one's Java. */
  public static ChildProcess ofClass(
      Class<?> main, List<String> jvmOptions, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> line = java(jvmOptions);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(List.of(arguments));
    return new ChildProcess(environment, line);
  }

  /** Starts a runnable jar with this one's Java. */
  public static ChildProcess ofJar(
      String jar, List<String> jvmOptions, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> line = java(jvmOptions);
    line.addAll(List.of("-jar", jar));
    line.addAll(List.of(arguments));
    return new ChildProcess(environment, line);
  }

  private static List<String> java(List<String> jvmOptions) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmOptions);
    return line;
  }

  public long pid() {
    return process.pid();
  }

  /** Returns what reads its CPU time. */
  public ProcessCpu cpu() {
    return cpu;
  }

  /** Writes one line to its standard input. */
  public void write(String line) {
    in.println(line);
  }

  /**
   * Waits for the next line that contains a text, and returns what follows it.
   *
   * @throws IOException if the process ends before it prints one; the message has its other lines
   */
  public String read(String text) throws IOException {
    StringBuilder others = new StringBuilder();
    try {
      for (Optional<String> line = lines.take(); line.isPresent(); line = lines.take()) {
        int at = line.get().indexOf(text);
        if (at >= 0) {
          return line.get().substring(at + text.length());
        }
        others.append(line.get()).append('\n');
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for \"" + text + "\"");
    }
    throw new IOException("the process ended before it printed \"" + text + "\": " + others);
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

  /** Takes lines off the pipe, so that a process that nobody reads from is not held up. */
  private void pump() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().map(Optional::of).forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // The process was ended.
    } finally {
      lines.add(Optional.empty());
    }
  }
}
