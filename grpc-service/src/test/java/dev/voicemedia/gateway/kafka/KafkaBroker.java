package dev.voicemedia.gateway.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A broker that is a controller as well, as a process of its own. It keeps its folder and its ports
 * over its deaths.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final List<String> JVM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx256m",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
          "-Dorg.slf4j.simpleLogger.showDateTime=true",
          "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");

  private final int id;
  private final int port;
  private final Path folder;
  private final Thread endsWithTheTests = new Thread(this::kill);
  private @Nullable Process process;

  KafkaBroker(int id, int port, Path folder) {
    this.id = id;
    this.port = port;
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(endsWithTheTests);
  }

  /** Starts the formatting of its folder. */
  Process format(String clusterId, Map<String, String> settings) throws IOException {
    List<String> lines = new ArrayList<>();
    settings.forEach((name, value) -> lines.add(name + "=" + value));
    Files.createDirectories(folder);
    Files.write(settingsFile(), lines);
    return run(
        "kafka.tools.StorageTool", "format", "-t", clusterId, "-c", settingsFile().toString());
  }

  /** Starts it; it is not listening yet. */
  public void start() throws IOException {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("broker " + id + ": running");
    }
    process = run("kafka.Kafka", settingsFile().toString());
  }

  /** Its node id, from 1. */
  public int id() {
    return id;
  }

  /** Where its clients connect, unless they are led elsewhere. */
  public int port() {
    return port;
  }

  /** The process that runs, or ran last. */
  public long pid() {
    return running().pid();
  }

  /** Whether its process runs. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Its settings, output and log. */
  public Path folder() {
    return folder;
  }

  Path logFolder() {
    return folder.resolve("log");
  }

  /** What it has printed since it was made: warnings and errors. */
  public String output() {
    try {
      return Files.readString(outputFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. */
  public void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** SIGTERM: it hands its partitions over, and ends. */
  public void terminate() throws InterruptedException {
    running().destroy();
    if (!running().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("broker " + id + " still runs: " + output());
    }
  }

  /** SIGSTOP: it does nothing, and its connections stay open. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(endsWithTheTests);
    } catch (IllegalStateException e) {
      // The tests' own process is ending.
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-" + name, "" + pid()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("kill -" + name + ": ended with " + status);
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("broker " + id + ": never started");
    }
    return process;
  }

  private Process run(String... mainClassAndArguments) throws IOException {
    List<String> command = new ArrayList<>(JVM);
    command.addAll(List.of("-cp", KafkaBrokers.classPath()));
    command.addAll(List.of(mainClassAndArguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()))
        .redirectInput(new File("/dev/null"))
        .start();
  }

  private Path settingsFile() {
    return folder.resolve("server.properties");
  }

  private Path outputFile() {
    return folder.resolve("output");
  }
}
