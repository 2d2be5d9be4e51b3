package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.ClockConfirmation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that has a gateway trust its clock. */
@Command(
    name = "confirm-clock",
    description = {
      "Confirms that this machine's clock is right, after it has jumped. A gateway that distrusts"
          + " it lets nothing expire for its age, and forgets no id.",
      "Unlike the others, this command is for a gateway that is running: it goes by the clock again"
          + " within 10 seconds."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {LogCommand.OK_TEXT, LogCommand.FAILED_TEXT, LogCommand.USAGE_TEXT})
final class LogConfirmClockCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin LogFolder log;

  private LogConfirmClockCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(log.folder.resolve("log"))) {
      throw new IOException(log.folder + ": no log there");
    }
    Instant now = Instant.now();
    new ClockConfirmation(log.folder).give(now);
    spec.commandLine().getOut().println("confirmed: it is " + now);
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
