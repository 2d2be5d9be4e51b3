package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.LogErasure.Erased;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import dev.voicemedia.gateway.eventlog.ScanVisitor;
import dev.voicemedia.v1.EventFilter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that erases the content of a call's events. */
@Command(
    name = "erase",
    description = {
      "Permanently erases the content of a call's events: webhook, payload and client_state."
          + " Positions, ids, types and times stay, so that every cursor remains valid.",
      "Some events of a call lack its call_control_id: --call-session finds them all.",
      "Copies in backups and at consumers are not erased. If interrupted, run it again."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      LogCommand.OK_TEXT,
      LogCommand.FAILED_TEXT + ", or there is no such event",
      LogCommand.USAGE_TEXT,
    })
final class LogEraseCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  CallOption call;

  @Option(names = "--dry-run", description = "only count the events")
  boolean dryRun;

  @Mixin LogFolder log;

  private LogEraseCommand() {}

  @Override
  public Integer call() throws IOException {
    EventFilter filter = call.filter(spec);
    String report;
    if (dryRun) {
      report = requireSome(count(filter)) + " events found";
    } else {
      Erased done = erase(filter);
      requireSome(done.found());
      report = done.found() + " events found, " + done.erased() + " erased now";
    }
    spec.commandLine().getOut().println(report);
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }

  /** A mistyped id must not look like success. */
  private static long requireSome(long found) throws IOException {
    if (found == 0) {
      throw new IOException(
          "no event with this id is stored, expected the id of a call in the log");
    }
    return found;
  }

  private Erased erase(EventFilter filter) {
    try (OfflineLog offline = OfflineLog.open(log.folder)) {
      spec.commandLine().getErr().println("erasing, then rewriting the log's files");
      return offline.erase(filter, Instant.now());
    }
  }

  private long count(EventFilter filter) {
    AtomicLong count = new AtomicLong();
    try (OfflineLog offline = OfflineLog.openReadOnly(log.folder)) {
      offline.scanCall(
          filter,
          new ScanVisitor() {
            @Override
            public void read(List<LogEntry> entries) {
              count.addAndGet(entries.size());
            }

            @Override
            public void unreadable(long first, long last, String why) {
              count.addAndGet(last - first + 1);
            }
          });
    }
    return count.get();
  }
}
