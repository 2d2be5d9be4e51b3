package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.FoundEvents;
import dev.voicemedia.gateway.eventlog.LogErasure.Erased;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that erases the content of a call's events. */
@Command(
    name = "erase",
    description = {
      "Permanently erases the content of a call's events, or of one: webhook, payload and"
          + " client_state."
          + " Positions, ids, types and times stay, so that every cursor remains valid.",
      "Some events of a call lack its call_control_id: --call-session finds them all. Events whose"
          + " ids could not be parsed are found by their raw body.",
      "Copies in backups and at consumers are not erased. If interrupted, run it again."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      LogCommand.OK_TEXT,
      LogCommand.FAILED_TEXT + ", or there is no such event",
      LogCommand.USAGE_TEXT,
      "3:what was found is erased, but some events cannot be read"
    })
final class LogEraseCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  EraseOption choice;

  @Option(names = "--dry-run", description = "only count the events")
  boolean dryRun;

  @Mixin LogFolder log;

  private LogEraseCommand() {}

  @Override
  public Integer call() throws IOException {
    EraseOption.Search search = choice.search(spec);
    try (OfflineLog offline =
        dryRun ? OfflineLog.openReadOnly(log.folder) : OfflineLog.open(log.folder)) {
      FoundEvents found = search.in(offline);
      requireSome(found);
      PrintWriter out = spec.commandLine().getOut();
      if (dryRun) {
        out.println(found.positions().size() + " events found");
      } else {
        spec.commandLine().getErr().println("erasing, then rewriting the log's files");
        Erased done = offline.erase(found, Instant.now());
        out.println(done.found() + " events found, " + done.erased() + " erased now");
      }
      if (!found.byBody().isEmpty()) {
        out.println("by their raw body, as they lack the id: positions " + found.byBody());
      }
      if (found.notLookedInto() > 0) {
        out.println(found.notLookedInto() + " positions could not be looked into: see log verify");
      }
      out.flush();
      return found.notLookedInto() == 0 ? CommandLine.ExitCode.OK : LogCommand.DAMAGED;
    }
  }

  /** A mistyped id must not look like success. */
  private static void requireSome(FoundEvents found) throws IOException {
    if (found.positions().isEmpty()) {
      throw new IOException(
          "no event with this id is stored, expected the id of a call or an event in the log"
              + (found.notLookedInto() == 0
                  ? ""
                  : "; " + found.notLookedInto() + " positions could not be looked into"));
    }
  }
}
