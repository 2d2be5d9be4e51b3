package dev.voicemedia.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of {@code voicemedia.jar}; its output is kept by lines, both streams together. */
final class RunningJar implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** {@code -Dvoicemedia.java=} names another than the one that runs the tests. */
  private static final String JAVA =
      System.getProperty(
          "voicemedia.java", Path.of(System.getProperty("java.home"), "bin", "java").toString());

  // Ended by its handle, since Process's own methods close the output while it is read.
  private final Process process;
  private final BlockingQueue<String> arriving = new LinkedBlockingQueue<>();
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private RunningJar(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of " + process.pid());
    reader.start();
  }

  /** Starts {@code java [jvm options] -jar voicemedia.jar arguments} in a folder. */
  static RunningJar start(
      Path folder, Map<String, String> environment, List<String> jvmOptions, String... arguments)
      throws IOException {
    return start(List.of(), folder, environment, jvmOptions, arguments);
  }

  /**
   * @param wrapper a command that runs the command after it, as the same process
   */
  static RunningJar start(
      List<String> wrapper,
      Path folder,
      Map<String, String> environment,
      List<String> jvmOptions,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(JAVA);
    command.add("-XX:TieredStopAtLevel=1"); // it lives for seconds: compiled quickly, not well
    command.add("-XX:SharedArchiveFile=" + System.getProperty("voicemedia.class-data"));
    command.add("-Xlog:cds*=off"); // should it not fit, as with another Java, the jar does without
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(System.getProperty("voicemedia.jar"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(TELNYX|VOICEMEDIA)_.*"));
    if (arguments[0].equals("serve")) { // nothing goes to the vendor, whatever the base URL
      builder.environment().put("VOICEMEDIA_RECOVER_MAX_AGE", "0s");
    }
    builder.environment().putAll(environment);
    return new RunningJar(builder.start());
  }

  /** The first line that contains the text, waiting for it if needed. */
  String awaitLine(String text) throws InterruptedException {
    while (true) {
      String line = arriving.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no line with \"" + text + "\" in " + lines);
      }
      lines.add(line);
      if (line.contains(text)) {
        return line;
      }
    }
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + process.info().commandLine());
    }
    reader.join();
    return process.exitValue();
  }

  /** Everything it printed; call it after the end. */
  List<String> output() {
    return arrived();
  }

  /** Every line that has arrived so far, those that were waited for included. */
  List<String> arrived() {
    arriving.drainTo(lines);
    return List.copyOf(lines);
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL: no hook of the process runs. */
  void kill() throws InterruptedException {
    close();
    reader.join();
  }

  /** SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      output.lines().forEach(arriving::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
