package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Loads, in one process that ends by itself, the classes that a gateway and its client commands
 * use: an archive of class data is made from such a run. Needs no account and no free port.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Loads what the other commands use; for an archive of class data.")
public final class TrainCommand implements Callable<Integer> {
  @Mixin ServerOptions server;

  @Spec private CommandSpec spec;

  private TrainCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException {
    server.grpcPort = 0;
    server.webhookPort = 0;
    server.adminPort = 0;
    server.grpcHost = GatewayConfig.LOOPBACK;
    server.adminHost = GatewayConfig.LOOPBACK;
    server.dataDir = Files.createTempDirectory("voicemedia-train");
    try (DevStack stack = DevStack.start(server, 0, Map.of())) {
      int speak = run("speak", stack, "--call", stack.callControlId(), "Hello");
      int events = run("events", stack, "--from", "earliest", "--stop-at-head", "--json");
      return Math.max(speak, events);
    } finally {
      delete(server.dataDir);
    }
  }

  private int run(String name, DevStack stack, String... arguments) {
    return spec.root()
        .commandLine()
        .execute(
            Stream.concat(
                    Stream.of(name, "--address", GatewayConfig.LOOPBACK + ":" + stack.grpcPort()),
                    Stream.of(arguments))
                .toArray(String[]::new));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
