package dev.voicemedia.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Loads, in one process that ends by itself, the classes that a gateway and its client commands
 * use: an archive of class data is made from such a run. Needs no account and no free port.
 */
@Command(
    name = "train",
    hidden = true,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Loads what the other commands use; for an archive of class data.")
final class TrainCommand implements Callable<Integer> {
  @Mixin ServerOptions server;

  private TrainCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException {
    server.grpcPort = 0;
    server.webhookPort = 0;
    server.adminPort = 0;
    server.grpcHost = "127.0.0.1";
    server.adminHost = "127.0.0.1";
    server.dataDir = Files.createTempDirectory("voicemedia-train");
    try (DevStack stack = DevStack.start(server, 0)) {
      int speak = run("speak", stack, "--call", stack.callControlId(), "Hello");
      int events = run("events", stack, "--from", "earliest", "--stop-at-head", "--json");
      return Math.max(speak, events);
    } finally {
      delete(server.dataDir);
    }
  }

  private static int run(String name, DevStack stack, String... arguments) {
    return Main.commandLine()
        .execute(
            Stream.concat(
                    Stream.of(name, "--address", "127.0.0.1:" + stack.grpcPort()),
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
