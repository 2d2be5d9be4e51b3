package dev.voicemedia.gateway.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The gateway with the simulator. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Runs the gateway with a simulated Telnyx in the same process: no account is needed.",
      "One call is in progress. Events and keys are kept in <data-dir>/dev."
    })
final class DevCommand implements Callable<Integer> {
  @Option(
      names = "--simulator-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_SIMULATOR_PORT:-8081}",
      description =
          "port of the simulated Telnyx, 0 for any free one [VOICEMEDIA_SIMULATOR_PORT]"
              + " (default: 8081)")
  int simulatorPort;

  @Mixin ServerOptions server;

  private DevCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    // In a class of its own, so that no other command loads a class of the simulator.
    DevStack stack = DevStack.start(server, simulatorPort);
    Shutdown.closeOnSignal(stack);
    System.out.println(stack.welcome());
    return Shutdown.await();
  }
}
