package dev.voicemedia.gateway.cli.log;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.cli.text.EventPrinter;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import dev.voicemedia.gateway.eventlog.PrivateFolders;
import dev.voicemedia.gateway.eventlog.ScanVisitor;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that writes stored events as lines of JSON. */
@Command(
    name = "export",
    description =
        "Writes stored events, oldest first, each as a line of JSON like that of events --json.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      LogCommand.OK_TEXT,
      LogCommand.FAILED_TEXT,
      LogCommand.USAGE_TEXT,
      "3:some events cannot be read; the others were written"
    })
final class LogExportCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @ArgGroup @Nullable CallOption call;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      description = "only these event types, such as call.hangup or call.playback.*")
  List<String> types = List.of();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "only events received at or after this time, such as 2026-01-31T09:30:00Z")
  @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "only events received before this time")
  @Nullable Instant until;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "new file to write to (default: standard output)")
  @Nullable Path file;

  @Mixin LogFolder log;

  private LogExportCommand() {}

  @Override
  public Integer call() throws IOException {
    EventFilter ofCall = call == null ? EventFilter.getDefaultInstance() : call.filter(spec);
    EventFilter filter = ofCall.toBuilder().addAllEventTypes(types).build();
    try (OfflineLog offline = OfflineLog.openReadOnly(log.folder);
        PrintWriter out = output()) {
      Writer writer = new Writer(offline, out, EventMatcher.of(filter));
      if (call == null) {
        offline.scan(writer);
      } else {
        offline.scanCall(ofCall, writer);
      }
      if (out.checkError()) {
        throw new IOException("output ended early, after " + writer.written + " events");
      }
      spec.commandLine().getErr().println(writer.written + " events exported");
      return writer.complete ? CommandLine.ExitCode.OK : LogCommand.DAMAGED;
    }
  }

  private PrintWriter output() throws IOException {
    if (file == null) {
      return spec.commandLine().getOut();
    }
    try {
      PrivateFolders.createFile(file); // as private as the log
      return new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    } catch (FileAlreadyExistsException e) {
      throw new IOException("--out: " + file + ", expected a file that does not exist yet", e);
    }
  }

  private final class Writer implements ScanVisitor {
    private final PrintWriter out;
    private final EventMatcher matcher;
    private final EventPrinter printer = EventPrinter.json();
    private final Progress progress;
    private final Lineage lineage;
    private final long earliest;
    private long written;
    private boolean complete = true;

    Writer(OfflineLog offline, PrintWriter out, EventMatcher matcher) {
      this.out = out;
      this.matcher = matcher;
      this.lineage = offline.lineage();
      this.earliest = offline.earliest();
      this.progress = new Progress(spec.commandLine().getErr(), offline.head() - earliest);
    }

    @Override
    public void read(List<LogEntry> entries) {
      for (LogEntry entry : entries) {
        EventHeader header = EventHeader.read(entry.encodedEvent());
        boolean inTime =
            (since == null || !header.receivedAt().isBefore(since))
                && (until == null || header.receivedAt().isBefore(until));
        if (inTime && matcher.matches(header)) {
          write(entry);
        }
      }
      progress.accept(entries.get(entries.size() - 1).position() - earliest);
    }

    @Override
    public void unreadable(long first, long last, String why) {
      complete = false;
      spec.commandLine().getErr().printf("positions %d to %d: %s%n", first, last, why);
    }

    private void write(LogEntry entry) {
      try {
        String cursor = lineage.cursorAt(entry.position()).encode();
        out.println(printer.print(cursor, Event.parseFrom(entry.encodedEvent())));
        written++;
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException("position " + entry.position() + ": not an event", e);
      }
    }
  }
}
