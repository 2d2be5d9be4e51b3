package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.LogVerification.Checked;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that checks whether a log is as it was written. */
@Command(
    name = "verify",
    description = {
      "Checks the whole log: the checksum of every file, that no position is missing, the signature"
          + " of every webhook with the key that was valid when it arrived, and every index.",
      "Prints one line for each problem and, for each public key, how many events it verified:"
          + " compare the keys' ids with those that you trust."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:everything is as it was written",
      LogCommand.FAILED_TEXT,
      LogCommand.USAGE_TEXT,
      "3:problems were found"
    })
final class LogVerifyCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin LogFolder log;

  private LogVerifyCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    AtomicLong problems = new AtomicLong();
    try (OfflineLog offline = OfflineLog.openReadOnly(log.folder)) {
      long total = offline.head() - offline.earliest();
      Checked checked =
          offline.verify(
              problem -> {
                problems.incrementAndGet();
                out.println(problem);
              },
              new Progress(spec.commandLine().getErr(), total));
      checked
          .signedBy()
          .forEach((key, events) -> out.printf("signed with key %s: %d%n", key, events));
      if (checked.recovered() > 0) {
        out.printf("recovered, and so without a signature: %d%n", checked.recovered());
      }
      if (checked.erased() > 0) {
        out.printf("erased, and so without a signature: %d%n", checked.erased());
      }
      out.printf("%d events checked, %d problems%n", checked.events(), problems.get());
      out.flush();
    }
    return problems.get() == 0 ? CommandLine.ExitCode.OK : LogCommand.DAMAGED;
  }
}
