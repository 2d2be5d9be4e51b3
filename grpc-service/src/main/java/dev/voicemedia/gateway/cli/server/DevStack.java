package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.Gateway;
import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.eventlog.PrivateFolders;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** A gateway and the simulated Telnyx that it talks to. */
final class DevStack implements AutoCloseable {
  private static final String LOOPBACK = GatewayConfig.LOOPBACK;

  private final Simulator simulator;
  private final Gateway gateway;
  private final SimulatedCall call;
  private final String webhookPath;
  private final String edgeUrl;

  private DevStack(Simulator simulator, Gateway gateway, SimulatedCall call, GatewayConfig config) {
    this.simulator = simulator;
    this.gateway = gateway;
    this.call = call;
    this.webhookPath = config.webhookPath();
    boolean tls = config.edge().flatMap(EdgeSettings::tls).isPresent();
    this.edgeUrl =
        (tls ? "https://" : "http://") + LOOPBACK + ":" + gateway.httpPort().orElseThrow();
  }

  static DevStack start(ServerOptions server, int simulatorPort, Map<String, String> environment)
      throws ConfigException, IOException {
    requireLoopback(
        "--grpc-host", server.grpcHost, server.grpcAddress().getAddress().isLoopbackAddress());
    requireLoopback("--http-host", server.edge.host, server.edge.isOnLoopback());
    Path data = server.dataDir.resolve("dev");
    PrivateFolders.create(data);
    Simulator simulator =
        Simulator.builder().port(simulatorPort).signingKeyFile(data.resolve("signing-key")).start();
    try {
      GatewayConfig config =
          server.toConfig(
              new ApiKey(simulator.apiKey()),
              simulator.publicKey(),
              simulator.baseUrl().toString(),
              LOOPBACK,
              data,
              AccessSettings.OPEN,
              server
                  .edge
                  .toSettings(Optional.of(GatewayConfig.HTTP_PORT), new AccessOptions())
                  .map(edge -> edge.steering(simulator.baseUrl().resolve("/simulator"))),
              true);
      Gateway gateway = Gateway.start(config, Clock.systemUTC(), TracingOption.start(environment));
      simulator.sendWebhooksTo(
          URI.create("http://" + LOOPBACK + ":" + gateway.webhookPort() + config.webhookPath()));
      return new DevStack(simulator, gateway, simulator.openCall(), config);
    } catch (ConfigException | IOException | RuntimeException e) {
      simulator.close();
      throw e;
    }
  }

  private static void requireLoopback(String option, String host, boolean is)
      throws ConfigException {
    if (!is) {
      throw new ConfigException(
          option
              + ": "
              + host
              + " can be reached from outside this machine, expected loopback with dev");
    }
  }

  Gateway gateway() {
    return gateway;
  }

  int grpcPort() {
    return gateway.grpcPort();
  }

  String callControlId() {
    return call.callControlId();
  }

  String welcome() {
    String address =
        gateway.grpcPort() == GatewayConfig.GRPC_PORT
            ? ""
            : " --address " + LOOPBACK + ":" + gateway.grpcPort();
    return """

    voicemedia dev is ready.

      console    %s
      gRPC       127.0.0.1:%d (plaintext, with reflection)
      HTTP       %s (JSON by POST; events at /events)
      webhooks   http://127.0.0.1:%d%s
      admin      http://127.0.0.1:%d/metrics
      simulator  %s
      call       %s

    Try, in another terminal:

      %s events%s --from earliest
      %s speak%s --call %s "Hello, world"

    Press Ctrl-C to stop; events are kept in the data directory.
    """
        .formatted(
            edgeUrl,
            gateway.grpcPort(),
            edgeUrl,
            gateway.webhookPort(),
            webhookPath,
            gateway.adminPort(),
            simulator.baseUrl(),
            call.callControlId(),
            ThisProgram.command(),
            address,
            ThisProgram.command(),
            address,
            call.callControlId());
  }

  @Override
  public void close() {
    try {
      gateway.close();
    } finally {
      simulator.close();
    }
  }
}
