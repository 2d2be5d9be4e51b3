package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.gateway.eventlog.BucketSummary;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import dev.voicemedia.gateway.eventlog.ScanVisitor;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that shows what is in a log. */
@Command(
    name = "info",
    description =
        "Shows what is in the log: positions, size, oldest and newest event, events by type.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      LogCommand.OK_TEXT,
      LogCommand.FAILED_TEXT,
      LogCommand.USAGE_TEXT,
      "3:some events cannot be read"
    })
final class LogInfoCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin LogFolder log;

  private LogInfoCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (OfflineLog offline = OfflineLog.openReadOnly(log.folder)) {
      long earliest = offline.earliest();
      Counter counter = new Counter(new Progress(err, offline.head() - earliest), earliest);
      offline.scan(counter);
      List<BucketSummary> buckets = offline.buckets();
      out.printf("log        %016x in %s%n", offline.lineage().logId(), log.folder);
      out.printf(
          "events     %d, positions %d to %d%n", counter.events, earliest + 1, offline.head());
      out.printf("epochs     %s%n", shown(offline.lineage().epochs()));
      out.printf("oldest     %s%n", shown(counter.oldest));
      out.printf("newest     %s%n", shown(counter.newest));
      out.printf("on disk    %.1f MB%n", offline.bytes() / 1e6);
      out.println("buckets");
      for (BucketSummary bucket : buckets) {
        out.printf(
            "  from position %d, opened %s, %.1f MB%n",
            bucket.firstPosition(), bucket.openedAt(), bucket.bytes() / 1e6);
      }
      out.println("events by type");
      counter.byType.forEach((type, count) -> out.printf("  %10d  %s%n", count, type));
      out.flush();
      counter.unreadable.forEach((range, why) -> err.println(range + ": " + why));
      return counter.unreadable.isEmpty() ? CommandLine.ExitCode.OK : LogCommand.DAMAGED;
    }
  }

  private static String shown(List<Lineage.Epoch> epochs) {
    return epochs.isEmpty()
        ? "none"
        : "%d, the newest from position %d on"
            .formatted(epochs.size(), epochs.get(epochs.size() - 1).firstPosition());
  }

  private static String shown(@Nullable Instant time) {
    return time == null ? "none" : time.toString();
  }

  private static final class Counter implements ScanVisitor {
    private final Progress progress;
    private final long earliest;
    private final Map<String, Long> byType = new TreeMap<>();
    private final Map<String, String> unreadable = new TreeMap<>();
    private long events;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    Counter(Progress progress, long earliest) {
      this.progress = progress;
      this.earliest = earliest;
    }

    @Override
    public void read(List<LogEntry> entries) {
      for (LogEntry entry : entries) {
        EventHeader header = EventHeader.read(entry.encodedEvent());
        String type = header.eventType();
        byType.merge(type.isEmpty() ? "(no type)" : PrintableText.masked(type), 1L, Long::sum);
        oldest = oldest == null ? header.receivedAt() : oldest;
        newest = header.receivedAt();
        events++;
      }
      progress.accept(entries.get(entries.size() - 1).position() - earliest);
    }

    @Override
    public void unreadable(long first, long last, String why) {
      unreadable.put("positions " + first + " to " + last, why);
    }
  }
}
