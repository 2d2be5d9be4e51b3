package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar as a process of its own, on loopback. */
final class GatewayProcess implements AutoCloseable {
  private static final String JAR =
      System.getProperty("voicemedia.jar", "grpc-service/target/voicemedia.jar");
  private static final Pattern PORTS = Pattern.compile("[^ ]*:(\\d+), webhooks on port (\\d+)");

  private final ChildProcess process;
  private final int grpcPort;
  private final int webhookPort;

  private GatewayProcess(ChildProcess process, Matcher ports) {
    this.process = process;
    this.grpcPort = Integer.parseInt(ports.group(1));
    this.webhookPort = Integer.parseInt(ports.group(2));
  }

  /** Starts the gateway and returns once it is listening. */
  static GatewayProcess start(Path data, TelnyxPublicKey key, String... more) throws IOException {
    ChildProcess process = launch(data, key, more);
    String addresses = process.read("gRPC on ");
    Matcher ports = PORTS.matcher(addresses);
    if (!ports.find()) {
      process.close();
      throw new IOException("no ports in: " + addresses);
    }
    return new GatewayProcess(process, ports);
  }

  /** Starts the gateway, for whoever waits for a line of its own. */
  static ChildProcess launch(Path data, TelnyxPublicKey key, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "serve",
                "--grpc-port=0",
                "--webhook-port=0",
                "--admin-port=0",
                "--data-dir=" + data));
    arguments.addAll(List.of(more));
    return ChildProcess.ofJar(
        JAR,
        List.of("-Xms512m", "-Xmx512m"),
        Map.of(
            "TELNYX_API_KEY",
            "unused",
            "TELNYX_PUBLIC_KEY",
            Base64.getEncoder().encodeToString(key.encoded())),
        arguments.toArray(String[]::new));
  }

  int grpcPort() {
    return grpcPort;
  }

  int webhookPort() {
    return webhookPort;
  }

  Duration cpuTime() {
    return process.cpuTime();
  }

  @Override
  public void close() {
    process.close();
  }
}
