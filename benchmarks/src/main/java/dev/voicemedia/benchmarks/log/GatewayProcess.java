package dev.voicemedia.benchmarks.log;

import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar as a process of its own, on loopback. */
final class GatewayProcess implements AutoCloseable {
  private static final String JAR =
      System.getProperty("voicemedia.jar", "grpc-service/target/voicemedia.jar");
  private static final Pattern LISTENING = Pattern.compile("webhooks on port (\\d+)");

  private final Process process;
  private final int webhookPort;

  private GatewayProcess(Process process, int webhookPort) {
    this.process = process;
    this.webhookPort = webhookPort;
  }

  /** Returns once it is listening. */
  static GatewayProcess start(Path data, TelnyxPublicKey key) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-jar",
                JAR,
                "serve",
                "--grpc-port=0",
                "--webhook-port=0",
                "--admin-port=0",
                "--data-dir=" + data)
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "TELNYX_API_KEY",
                "unused",
                "TELNYX_PUBLIC_KEY",
                Base64.getEncoder().encodeToString(key.encoded())));
    Process process = builder.start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return new GatewayProcess(process, Integer.parseInt(listening.group(1)));
      }
    }
    throw new IOException(JAR + " did not start:\n" + said);
  }

  int webhookPort() {
    return webhookPort;
  }

  /** Of all its threads, in user and kernel mode. */
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    process.onExit().join();
  }
}
