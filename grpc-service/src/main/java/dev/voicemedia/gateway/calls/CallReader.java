package dev.voicemedia.gateway.calls;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.EventPage;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import java.util.Optional;
import java.util.Set;

/** Reads calls from the log, by its index of calls. */
public final class CallReader {
  private static final int MAX_EVENTS = 10_000;

  /** Each has at most 3 MiB of events, so that few are in memory at a time. */
  private static final int MAX_PAGES = 20;

  private static final int PAGE_EVENTS = 1_000;
  private static final int PAGE_BYTES = 3 << 20;

  /** Nearly every event has a call_leg_id. */
  private static final int LOOKED_AT_FOR_LEG = 4;

  private final EventLog log;

  public CallReader(EventLog log) {
    this.log = log;
  }

  /**
   * Reads a call, of which nothing may be known.
   *
   * @param call names one id of a call
   * @param connections whose events count; those of any, if empty
   * @throws dev.voicemedia.gateway.eventlog.EventLogException DAMAGED, UNAVAILABLE
   */
  public CallSnapshot read(EventFilter call, Optional<Set<String>> connections)
      throws InvalidProtocolBufferException {
    Window all = new Window(log.earliest(), log.head(), true);
    EventMatcher matcher = EventMatcher.of(widened(call, connections, all)).within(connections);
    CallReducer calls = new CallReducer();
    Optional<Window> rest = Optional.of(all);
    int events = 0;
    for (int pages = 0; rest.isPresent() && pages < MAX_PAGES && events < MAX_EVENTS; pages++) {
      EventPage page =
          log.page(
              new EventPage.Request(
                  rest.get(),
                  matcher,
                  TimeSpan.ALWAYS,
                  Math.min(PAGE_EVENTS, MAX_EVENTS - events),
                  PAGE_BYTES));
      for (LogEntry entry : page.entries()) {
        calls.add(entry.position(), Event.parseFrom(entry.encodedEvent()));
      }
      events += page.entries().size();
      rest = page.rest();
    }
    if (rest.isPresent() && !isEmpty(rest.get(), matcher)) {
      calls.someLeftOut();
    }
    return new CallSnapshot(matcher, log.cursorAt(all.upTo()), calls);
  }

  /** The leg that has this call_control_id, instead of the id, which some of its events lack. */
  private EventFilter widened(EventFilter call, Optional<Set<String>> connections, Window all) {
    if (call.getCallControlId().isEmpty()) {
      return call;
    }
    EventPage newest =
        log.page(
            new EventPage.Request(
                all,
                EventMatcher.of(call).within(connections),
                TimeSpan.ALWAYS,
                LOOKED_AT_FOR_LEG,
                PAGE_BYTES));
    return newest.entries().stream()
        .map(entry -> EventHeader.read(entry.encodedEvent()).callLegId())
        .filter(leg -> !leg.isEmpty())
        .findFirst()
        .map(leg -> EventFilter.newBuilder().setCallLegId(leg).build())
        .orElse(call);
  }

  /** Whether nothing more of the call is there, as when it has exactly as many events as count. */
  private boolean isEmpty(Window rest, EventMatcher matcher) {
    EventPage page = log.page(new EventPage.Request(rest, matcher, TimeSpan.ALWAYS, 1, PAGE_BYTES));
    return page.entries().isEmpty() && page.rest().isEmpty();
  }
}
