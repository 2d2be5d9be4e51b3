package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.FoundEvents;
import dev.voicemedia.gateway.eventlog.OfflineLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Choice of what to erase: a call, or one event. */
final class EraseOption {
  @ArgGroup @Nullable CallOption call;

  @Option(names = "--event", paramLabel = "ID", description = "the event with this id")
  @Nullable String event;

  private EraseOption() {}

  /** Checks the choice. */
  Search search(CommandSpec command) {
    if (call != null) {
      var filter = call.filter(command);
      return log -> log.find(filter);
    }
    String id = String.valueOf(event);
    return log -> log.find(id);
  }

  /** A choice that was checked. */
  interface Search {
    FoundEvents in(OfflineLog log);
  }
}
