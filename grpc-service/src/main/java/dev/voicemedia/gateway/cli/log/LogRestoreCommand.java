package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.LogBackups;
import dev.voicemedia.gateway.eventlog.LogBackups.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Command that restores a log from a backup. */
@Command(
    name = "restore",
    description = {
      "Restores a log from a backup, into a data folder that has none.",
      "Cursors from before the backup stay valid. Later ones are refused as CURSOR_AHEAD, whatever"
          + " is appended."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {LogCommand.OK_TEXT, LogCommand.FAILED_TEXT, LogCommand.USAGE_TEXT})
final class LogRestoreCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "folder of backups")
  Path backups;

  @Option(
      names = "--backup",
      paramLabel = "NUMBER",
      description = "number that log backup printed (default: the newest)")
  @Nullable Integer number;

  @Mixin LogFolder log;

  private LogRestoreCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(backups)) {
      throw new IOException("FOLDER: " + backups + ", expected a folder of backups");
    }
    try (LogBackups folder = LogBackups.open(backups)) {
      List<Backup> all = folder.all();
      if (all.isEmpty()) {
        throw new IOException(
            "FOLDER: " + backups + ", expected a folder with at least one backup");
      }
      Backup chosen = number == null ? all.get(all.size() - 1) : chosen(all, number);
      spec.commandLine().getErr().println("copying and verifying checksums");
      long head = folder.restore(chosen, log.folder);
      spec.commandLine()
          .getOut()
          .printf(
              "backup %d of %s restored, up to position %d%n", chosen.id(), chosen.madeAt(), head);
      spec.commandLine().getOut().flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private Backup chosen(List<Backup> all, int id) {
    return all.stream()
        .filter(backup -> backup.id() == id)
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--backup: "
                        + id
                        + ", expected one of "
                        + all.stream()
                            .map(backup -> backup.id() + " (" + backup.madeAt() + ")")
                            .collect(Collectors.joining(", "))));
  }
}
