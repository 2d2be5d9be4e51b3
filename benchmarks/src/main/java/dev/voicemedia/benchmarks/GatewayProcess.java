package dev.voicemedia.benchmarks;

import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A runnable jar of the gateway as a process of its own, on loopback. */
public final class GatewayProcess implements AutoCloseable {
  /** The jar of this tree. */
  public static final String JAR =
      System.getProperty("voicemedia.jar", "grpc-service/target/voicemedia.jar");

  private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");
  private static final String NO_TELNYX = "http://127.0.0.1:1/v2";
  private static final Pattern PORTS = Pattern.compile("[^ ]*:(\\d+), webhooks on port (\\d+)");

  private final ChildProcess process;
  private final int grpcPort;
  private final int webhookPort;

  private GatewayProcess(ChildProcess process, Matcher ports) {
    this.process = process;
    this.grpcPort = Integer.parseInt(ports.group(1));
    this.webhookPort = Integer.parseInt(ports.group(2));
  }

  /**
   * What is started.
   *
   * @param telnyx where actions go
   * @param more arguments of {@code serve}
   */
  public record Launch(
      String jar,
      List<String> jvmOptions,
      Path data,
      TelnyxPublicKey key,
      String telnyx,
      List<String> more) {

    /** This tree's jar, without actions. */
    public static Launch of(Path data, TelnyxPublicKey key) {
      return new Launch(JAR, HEAP, data, key, NO_TELNYX, List.of());
    }

    public Launch ofJar(String other) {
      return new Launch(other, jvmOptions, data, key, telnyx, more);
    }

    public Launch withJvmOptions(String... options) {
      return new Launch(jar, List.of(options), data, key, telnyx, more);
    }

    public Launch withTelnyx(String url) {
      return new Launch(jar, jvmOptions, data, key, url, more);
    }

    public Launch with(String... arguments) {
      return new Launch(jar, jvmOptions, data, key, telnyx, List.of(arguments));
    }

    /** Starts the gateway, for whoever waits for a line of its own. */
    public ChildProcess process() throws IOException {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "serve",
                  "--grpc-port=0",
                  "--webhook-port=0",
                  "--admin-port=0",
                  "--data-dir=" + data));
      arguments.addAll(more);
      return ChildProcess.ofJar(
          jar,
          jvmOptions,
          Map.of(
              "TELNYX_API_KEY",
              "unused",
              "TELNYX_BASE_URL",
              telnyx,
              "VOICEMEDIA_RECOVER_MAX_AGE",
              "0s",
              "TELNYX_PUBLIC_KEY",
              Base64.getEncoder().encodeToString(key.encoded())),
          arguments.toArray(String[]::new));
    }

    /** Starts the gateway and returns once it is listening. */
    public GatewayProcess start() throws IOException {
      ChildProcess process = process();
      try {
        String addresses = process.read("gRPC on ");
        Matcher ports = PORTS.matcher(addresses);
        if (!ports.find()) {
          throw new IOException("no ports in: " + addresses);
        }
        return new GatewayProcess(process, ports);
      } catch (IOException e) {
        process.close();
        throw e;
      }
    }
  }

  public int grpcPort() {
    return grpcPort;
  }

  public int webhookPort() {
    return webhookPort;
  }

  public ProcessCpu cpu() {
    return process.cpu();
  }

  @Override
  public void close() {
    process.close();
  }
}
