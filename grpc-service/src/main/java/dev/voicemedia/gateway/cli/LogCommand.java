package dev.voicemedia.gateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** What an operator does with a log while no gateway uses it. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Looks after an event log while no gateway uses it.",
      "While one of these commands runs, no gateway can open the log."
    },
    subcommands = {
      LogInfoCommand.class,
      LogVerifyCommand.class,
      LogExportCommand.class,
      LogBackupCommand.class,
      LogRestoreCommand.class,
      LogEraseCommand.class,
    })
final class LogCommand implements Runnable {
  /** The log could be read, and not all of it is as it was written. */
  static final int DAMAGED = 3;

  static final String OK_TEXT = "0:done";
  static final String FAILED_TEXT = "1:the log could not be opened, or the work not be done";
  static final String USAGE_TEXT = "2:wrong input";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private LogCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing, see --help");
  }
}
