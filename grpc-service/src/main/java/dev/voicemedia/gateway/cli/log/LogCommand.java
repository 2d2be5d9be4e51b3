package dev.voicemedia.gateway.cli.log;

import picocli.CommandLine.Command;

/** Commands that an operator runs on a log, most of them while no gateway is using it. */
@Command(
    name = "log",
    description = {
      "Inspects, copies and erases an event log that no gateway is using.",
      "While one of these commands runs, no gateway can open the log; only confirm-clock and topic"
          + " are for running ones."
    },
    subcommands = {
      LogInfoCommand.class,
      LogVerifyCommand.class,
      LogExportCommand.class,
      LogBackupCommand.class,
      LogRestoreCommand.class,
      LogEraseCommand.class,
      LogAcceptLossCommand.class,
      LogConfirmClockCommand.class,
      LogTopicCommand.class,
    })
public final class LogCommand {
  /** Exit code when the log was read, but not all of it is as it was written. */
  static final int DAMAGED = 3;

  static final String OK_TEXT = "0:done";
  static final String FAILED_TEXT = "1:the log cannot be opened, or the command failed";
  static final String USAGE_TEXT = "2:wrong input";

  private LogCommand() {}
}
