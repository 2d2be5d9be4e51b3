package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar as a process of its own, on loopback. */
final class GatewayProcess implements AutoCloseable {
  private static final String JAR =
      System.getProperty("voicemedia.jar", "grpc-service/target/voicemedia.jar");
  private static final Pattern WEBHOOK_PORT = Pattern.compile("webhooks on port (\\d+)");

  private final ChildProcess process;
  private final int webhookPort;

  private GatewayProcess(ChildProcess process, int webhookPort) {
    this.process = process;
    this.webhookPort = webhookPort;
  }

  /** Starts the gateway and returns once it is listening. */
  static GatewayProcess start(Path data, TelnyxPublicKey key) throws IOException {
    ChildProcess process =
        ChildProcess.ofJar(
            JAR,
            List.of("-Xms512m", "-Xmx512m"),
            Map.of(
                "TELNYX_API_KEY",
                "unused",
                "TELNYX_PUBLIC_KEY",
                Base64.getEncoder().encodeToString(key.encoded())),
            "serve",
            "--grpc-port=0",
            "--webhook-port=0",
            "--admin-port=0",
            "--data-dir=" + data);
    String addresses = process.read("gRPC on ");
    Matcher port = WEBHOOK_PORT.matcher(addresses);
    if (!port.find()) {
      process.close();
      throw new IOException("no webhook port in: " + addresses);
    }
    return new GatewayProcess(process, Integer.parseInt(port.group(1)));
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
