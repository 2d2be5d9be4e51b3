package dev.voicemedia.gateway.calls;

import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.Comparator;

/**
 * When an event happened: by Telnyx's clock, and among events of the same moment by the log. An
 * event that does not say counts as having happened when it was stored.
 */
record Stamp(Instant at, long position) implements Comparable<Stamp> {
  private static final Comparator<Stamp> ORDER =
      Comparator.comparing(Stamp::at).thenComparingLong(Stamp::position);

  static Stamp of(Event event, long position) {
    return new Stamp(
        EventTime.instant(event.hasOccurredAt() ? event.getOccurredAt() : event.getReceivedAt()),
        position);
  }

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }
}
