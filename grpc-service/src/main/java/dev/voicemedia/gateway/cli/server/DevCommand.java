package dev.voicemedia.gateway.cli.server;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The gateway with the simulator. */
@Command(
    name = "dev",
    description = {
      "Runs the gateway and a simulated Telnyx in one process: no account is needed.",
      "One simulated call is in progress. The console shows it in a browser.",
      "Events and keys are kept in DIR/dev."
    })
public final class DevCommand implements Callable<Integer> {
  @Option(
      names = "--simulator-port",
      paramLabel = "PORT",
      defaultValue = "${env:VOICEMEDIA_SIMULATOR_PORT}",
      description =
          "port of the simulated Telnyx, 0 for any free one [VOICEMEDIA_SIMULATOR_PORT]"
              + " (default: ${DEFAULT-VALUE})")
  int simulatorPort = 8081;

  @Mixin ServerOptions server;

  private DevCommand() {}

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    // A class of its own, so that no other command loads a class of the simulator.
    DevStack stack = DevStack.start(server, simulatorPort, System.getenv());
    Shutdown.closeOnSignal(server.stopTimeout, stack);
    Watchdog.start(stack.gateway()::fatalProblem);
    System.out.println(stack.welcome());
    return Shutdown.await();
  }
}
