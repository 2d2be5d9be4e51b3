package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.Gateway;
import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.cli.settings.SettingNames;
import dev.voicemedia.gateway.cli.settings.UnknownVariables;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The gateway for real calls. */
@Command(
    name = "serve",
    description = {
      "Runs the gateway.",
      "The Telnyx API key has no flag: set TELNYX_API_KEY to it, or TELNYX_API_KEY_FILE to a file"
          + " that holds it."
    })
public final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin TelnyxOptions telnyx;

  @Mixin ServerOptions server;

  @Spec private CommandSpec spec;

  private ServeCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    DefaultValues values = (DefaultValues) spec.root().defaultValueProvider();
    warnOfUnknownVariables(values.environment());
    GatewayConfig config = telnyx.toConfig(new Secrets(values.environment()), server);
    Gateway gateway =
        Gateway.start(config, Clock.systemUTC(), TracingOption.start(values.environment()));
    Shutdown.closeOnSignal(server.stopTimeout, gateway);
    Watchdog.start(gateway::fatalProblem);
    log.info(
        "gRPC on {}:{}, webhooks on port {}, admin on {}:{}{}, events after {} to {}, public keys"
            + " {}",
        server.grpcHost,
        gateway.grpcPort(),
        gateway.webhookPort(),
        server.adminHost,
        gateway.adminPort(),
        gateway.httpPort().isPresent()
            ? ", HTTP on " + server.edge.host + ":" + gateway.httpPort().getAsInt()
            : "",
        gateway.earliest(),
        gateway.head(),
        config.publicKeys().stream().map(TelnyxPublicKey::id).collect(Collectors.joining(", ")));
    return Shutdown.await();
  }

  /** All commands are built only where a variable is not of this one. */
  private void warnOfUnknownVariables(Map<String, String> environment) {
    if (!UnknownVariables.in(environment, SettingNames.of(spec.commandLine())).isEmpty()) {
      UnknownVariables.in(environment, SettingNames.ofProgram(spec.root()))
          .forEach(line -> log.warn("{}", line));
    }
  }
}
