package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.v1.Event;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Search for all that concerns a call: by the id, and, as that of some webhooks could not be
 * parsed, in the raw bodies of events that lack it. It looks at every event, so it needs no index.
 */
final class CallSearch implements ScanVisitor {
  private final EventTable events;
  private final CallIndex call;
  private final NavigableSet<Long> positions = new TreeSet<>();
  private final NavigableSet<Long> byBody = new TreeSet<>();
  private final NavigableSet<Long> erasedBefore = new TreeSet<>();
  private long notLookedInto;

  CallSearch(EventTable events, CallIndex call) {
    this.events = events;
    this.call = call;
  }

  FoundEvents run() {
    new LogScan(events).all(this);
    return new FoundEvents(positions, byBody, erasedBefore, notLookedInto);
  }

  @Override
  public void read(List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      String id = call.idIn(EventHeader.read(entry.encodedEvent()));
      if (id.equals(call.id())) {
        positions.add(entry.position());
      } else if (id.isEmpty()) {
        lookInto(entry);
      }
    }
  }

  @Override
  public void unreadable(long first, long last, String why) {
    notLookedInto += last - first + 1;
  }

  private void lookInto(LogEntry entry) {
    try {
      Event event = Event.parseFrom(entry.encodedEvent());
      if (event.hasErasedAt()) {
        erasedBefore.add(entry.position());
      } else if (RawText.mentions(event.getWebhook().getBody(), call.id())) {
        positions.add(entry.position());
        byBody.add(entry.position());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new EventLogException(
          Reason.DAMAGED, "position " + entry.position() + ": not an event", e);
    }
  }
}
