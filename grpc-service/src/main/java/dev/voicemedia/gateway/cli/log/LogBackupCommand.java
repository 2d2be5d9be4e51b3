package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.LogBackups;
import dev.voicemedia.gateway.eventlog.LogBackups.Backup;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Command that backs up a log. */
@Command(
    name = "backup",
    description = {
      "Adds a copy of the log to a folder of backups. Only what no earlier backup there holds is"
          + " copied.",
      "A backup holds what was said in calls: protect it like the log."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {LogCommand.OK_TEXT, LogCommand.FAILED_TEXT, LogCommand.USAGE_TEXT})
final class LogBackupCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      description = "folder of backups; created if it does not exist")
  Path backups;

  @Option(
      names = "--keep",
      paramLabel = "COUNT",
      description = "backups to keep; older ones are deleted afterwards (default: all)")
  @Nullable Integer keep;

  @Mixin LogFolder log;

  private LogBackupCommand() {}

  @Override
  public Integer call() {
    if (keep != null && keep < 1) {
      throw new ParameterException(spec.commandLine(), "--keep: " + keep + ", expected 1 or more");
    }
    try (OfflineLog offline = OfflineLog.open(log.folder);
        LogBackups folder = LogBackups.open(backups)) {
      spec.commandLine().getErr().println("copying new data");
      Backup made = offline.backUp(folder);
      spec.commandLine()
          .getOut()
          .printf(
              "backup %d: positions %d to %d, %.1f MB%n",
              made.id(), offline.earliest() + 1, offline.head(), made.bytes() / 1e6);
      spec.commandLine().getOut().flush();
      if (keep != null) {
        folder.keepNewest(keep);
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
