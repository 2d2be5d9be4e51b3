package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.Gateway;
import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.eventlog.PrivateFolders;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A gateway and the simulated Telnyx that it talks to. */
final class DevStack implements AutoCloseable {
  private static final String LOOPBACK = GatewayConfig.LOOPBACK;

  private final Simulator simulator;
  private final Gateway gateway;
  private final SimulatedCall call;
  private final String webhookPath;

  private DevStack(Simulator simulator, Gateway gateway, SimulatedCall call, String webhookPath) {
    this.simulator = simulator;
    this.gateway = gateway;
    this.call = call;
    this.webhookPath = webhookPath;
  }

  static DevStack start(ServerOptions server, int simulatorPort, Map<String, String> environment)
      throws ConfigException, IOException {
    if (!server.grpcAddress().getAddress().isLoopbackAddress()) {
      throw new ConfigException(
          "--grpc-host: "
              + server.grpcHost
              + " can be reached from outside this machine, expected loopback with dev");
    }
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
              true);
      Gateway gateway = Gateway.start(config, Clock.systemUTC(), TracingOption.start(environment));
      simulator.sendWebhooksTo(
          URI.create("http://" + LOOPBACK + ":" + gateway.webhookPort() + config.webhookPath()));
      return new DevStack(simulator, gateway, simulator.openCall(), config.webhookPath());
    } catch (ConfigException | IOException | RuntimeException e) {
      simulator.close();
      throw e;
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

      gRPC       127.0.0.1:%d (plaintext, with reflection)
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
            gateway.grpcPort(),
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
