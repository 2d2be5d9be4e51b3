package dev.voicemedia.gateway.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.access.Connections;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.TimeSpan;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.EventPage;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.ListOrder;
import dev.voicemedia.v1.StoredEvent;
import java.util.Optional;

/** Lists stored events by pages. What arrives after the first page is not part of the list. */
final class EventLister {
  private static final int DEFAULT_PAGE_SIZE = 100;

  /** Leaves room for cursors below the 4 MiB that gRPC clients take. */
  private static final int MAX_PAGE_BYTES = 3 << 20;

  private final EventLog log;

  EventLister(EventLog log) {
    this.log = log;
  }

  /**
   * @param visible connections whose events the caller may have
   */
  ListEventsResponse list(ListEventsRequest request, Connections visible)
      throws InvalidRequestException, InvalidProtocolBufferException {
    boolean newestFirst = request.getOrder() != ListOrder.LIST_ORDER_OLDEST_FIRST;
    TimeSpan times = times(request);
    Window window =
        request.getPageToken().isEmpty()
            ? firstWindow(request, times, newestFirst)
            : nextWindow(request, newestFirst);
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE_SIZE : request.getPageSize();
    EventPage page =
        log.page(
            new EventPage.Request(
                window,
                EventMatcher.of(request.getFilter()).within(visible.only()),
                times,
                size,
                MAX_PAGE_BYTES));
    ListEventsResponse.Builder response = ListEventsResponse.newBuilder();
    for (LogEntry entry : page.entries()) {
      response.addEvents(stored(entry));
    }
    page.rest()
        .ifPresent(
            rest ->
                response.setNextPageToken(
                    new PageToken(log.cursorAt(rest.upTo()), rest.after(), newestFirst)
                        .encode(request)));
    return response.build();
  }

  /** An event by its id, if the caller may have it. */
  Optional<StoredEvent> find(String id) throws InvalidProtocolBufferException {
    Optional<LogEntry> entry =
        log.find(id)
            .filter(
                found ->
                    Callers.current()
                        .caller()
                        .connections()
                        .include(EventHeader.read(found.encodedEvent()).connectionId()));
    return entry.isPresent() ? Optional.of(stored(entry.get())) : Optional.empty();
  }

  private StoredEvent stored(LogEntry entry) throws InvalidProtocolBufferException {
    return StoredEvent.newBuilder()
        .setCursor(log.cursorAt(entry.position()).encode())
        .setEvent(Event.parseFrom(entry.encodedEvent()))
        .build();
  }

  private static TimeSpan times(ListEventsRequest request) throws InvalidRequestException {
    return new TimeSpan(
        request.hasStartTime()
            ? RequestTime.of("start_time", request.getStartTime())
            : TimeSpan.ALWAYS.from(),
        request.hasEndTime()
            ? RequestTime.of("end_time", request.getEndTime())
            : TimeSpan.ALWAYS.until());
  }

  /** The rest of a list that this gateway may be behind, if another one has begun it. */
  private Window nextWindow(ListEventsRequest request, boolean newestFirst)
      throws InvalidRequestException {
    PageToken token = PageToken.of(request, log.lineage(), newestFirst);
    log.awaitPlace(token.upTo());
    return token.window();
  }

  /** Positions outside of which no event was received in that time; inside, some may not be. */
  private Window firstWindow(ListEventsRequest request, TimeSpan times, boolean newestFirst) {
    long after = request.hasStartTime() ? log.placeBefore(times.from()) : log.earliest();
    long upTo = request.hasEndTime() ? log.lastBefore(times.until()) : log.head();
    return new Window(after, upTo, newestFirst);
  }
}
