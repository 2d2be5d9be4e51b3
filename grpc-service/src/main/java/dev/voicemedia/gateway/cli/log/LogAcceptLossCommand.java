package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.OfflineLog;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that gives up acknowledged events which a log no longer has. */
@Command(
    name = "accept-loss",
    description = {
      "Lets a gateway start on a log that no longer has all events that were acknowledged, and"
          + " prints what is missing. Nothing brings them back: restore a backup if one has them.",
      "Cursors after the missing events are refused as CURSOR_AHEAD, whatever is appended."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {LogCommand.OK_TEXT, LogCommand.FAILED_TEXT, LogCommand.USAGE_TEXT})
final class LogAcceptLossCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin LogFolder log;

  private LogAcceptLossCommand() {}

  @Override
  public Integer call() {
    Optional<String> missing = OfflineLog.acceptLoss(log.folder);
    spec.commandLine()
        .getOut()
        .println(
            missing
                .map(what -> what + "; accepted")
                .orElse("no acknowledged event is missing; nothing was changed"));
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
