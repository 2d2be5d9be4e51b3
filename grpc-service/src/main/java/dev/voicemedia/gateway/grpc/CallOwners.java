package dev.voicemedia.gateway.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.EventPage;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.v1.EventFilter;
import java.time.Duration;
import java.util.Optional;

/** Connections that calls belong to, as the log has it. */
final class CallOwners {
  /** Nearly every event has a connection_id, so the newest one is most often enough. */
  private static final int EVENTS_AT_ONCE = 4;

  private static final int BYTES_AT_ONCE = 256 << 10;

  /** A new call's first event comes sooner, unless webhooks are delivered again. */
  private static final Duration DIALLED_IS_KNOWN_FOR = Duration.ofMinutes(2);

  private static final int MAX_DIALLED = 100_000;

  private final EventLog log;
  private final Cache<String, String> dialled;

  CallOwners(EventLog log) {
    this(log, Ticker.systemTicker());
  }

  CallOwners(EventLog log, Ticker ticker) {
    this.log = log;
    this.dialled =
        Caffeine.newBuilder()
            .expireAfterWrite(DIALLED_IS_KNOWN_FOR)
            .maximumSize(MAX_DIALLED)
            .ticker(ticker)
            .build();
  }

  /** Has a call that was dialled just now belong to a connection until its first event is there. */
  void dialled(String callControlId, String connectionId) {
    dialled.put(callControlId, connectionId);
  }

  /** Connection of a call's newest stored event that has one; empty if there is none. */
  Optional<String> connectionOf(String callControlId) {
    if (callControlId.isEmpty()) {
      return Optional.empty();
    }
    return newestOf(EventFilter.newBuilder().setCallControlId(callControlId).build())
        .or(() -> Optional.ofNullable(dialled.getIfPresent(callControlId)));
  }

  /** Connection of a leg's newest stored event that has one; empty if there is none. */
  Optional<String> connectionOfLeg(String callLegId) {
    return callLegId.isEmpty()
        ? Optional.empty()
        : newestOf(EventFilter.newBuilder().setCallLegId(callLegId).build());
  }

  private Optional<String> newestOf(EventFilter call) {
    EventMatcher ofCall = EventMatcher.of(call);
    Optional<Window> rest = Optional.of(new Window(log.earliest(), log.head(), true));
    while (rest.isPresent()) {
      EventPage page =
          log.page(
              new EventPage.Request(
                  rest.get(), ofCall, TimeSpan.ALWAYS, EVENTS_AT_ONCE, BYTES_AT_ONCE));
      for (LogEntry entry : page.entries()) {
        String connection = EventHeader.read(entry.encodedEvent()).connectionId();
        if (!connection.isEmpty()) {
          return Optional.of(connection);
        }
      }
      rest = page.rest();
    }
    return Optional.empty();
  }
}
