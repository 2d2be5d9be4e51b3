package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.AccessFileException;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.cli.settings.SettingNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks whether a gateway with the same settings would work, and says what would not. */
@Command(
    name = "doctor",
    description = {
      "Checks keys, clock, disk, certificates, ports and, if the log is on Kafka, its topic, with"
          + " the settings that serve would use.",
      "Prints a line for each; exits with 1 if something will not work. Sends one request to Telnyx"
          + " and writes a few files in a folder of its own in the data folder. Run it while no"
          + " gateway runs: its ports would be in use."
    })
public final class DoctorCommand implements Callable<Integer> {
  @Mixin TelnyxOptions telnyx;

  @Mixin ServerOptions server;

  @Spec private CommandSpec spec;

  private DoctorCommand() {}

  @Override
  public Integer call() throws ConfigException, AccessFileException, InterruptedException {
    DefaultValues values = (DefaultValues) spec.root().defaultValueProvider();
    GatewayConfig config = telnyx.toConfig(new Secrets(values.environment()), server);
    Clock clock = Clock.systemUTC();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok("settings", config.publicKeys().size() + " public key(s), all values valid"));
    String secretFile = values.environment().get(SettingNames.API_KEY_FILE);
    if (secretFile != null) {
      findings.add(secretFile(Path.of(secretFile)));
    }
    findings.addAll(new AccountCheck(config, clock).run());
    findings.addAll(new DiskCheck(config.dataDir(), config.logSettings(), clock).run());
    if (config.kafka().isPresent()) {
      findings.addAll(new TopicCheck(config.kafka().get(), config.logSettings()).run());
    }
    findings.addAll(new AccessCheck(config.access(), clock).run());
    findings.add(port("grpc port", config.grpcAddress()));
    findings.add(port("webhook port", config.webhookAddress()));
    findings.add(port("admin port", config.adminAddress()));

    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(finding.line()));
    out.flush();
    return findings.stream().anyMatch(each -> each.level() == Finding.Level.FAILURE) ? 1 : 0;
  }

  private static Finding secretFile(Path file) {
    try {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      return mode.endsWith("---")
          ? Finding.ok("api key file", file + ", " + mode)
          : Finding.warning("api key file", file + " can be read by others (" + mode + ")");
    } catch (IOException | UnsupportedOperationException e) {
      return Finding.warning("api key file", file + ": mode not checked");
    }
  }

  private static Finding port(String name, InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as servers do: connections of the last one may linger
      socket.bind(address);
      return Finding.ok(name, address.getHostString() + ":" + address.getPort() + " is free");
    } catch (IOException e) {
      return Finding.failure(
          name, address.getHostString() + ":" + address.getPort() + ": " + e.getMessage());
    }
  }
}
