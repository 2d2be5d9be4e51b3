package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventMatcher;
import java.time.Duration;
import java.time.Instant;

/**
 * What a subscriber asked for.
 *
 * @param heartbeat longest silence before a checkpoint
 * @param continueAfterGap whether to go on when events after the cursor are gone
 * @param stopAtHead whether CaughtUp is the last message
 */
public record SubscriptionRequest(
    Start start,
    EventMatcher matcher,
    Duration heartbeat,
    boolean continueAfterGap,
    boolean stopAtHead) {

  /** Where to start. */
  public sealed interface Start {
    /** At the head. */
    record Latest() implements Start {}

    /** At the oldest stored event. */
    record Earliest() implements Start {}

    /** After a cursor. */
    record After(Cursor cursor) implements Start {}

    /** At the first event received then or later. */
    record FromTime(Instant time) implements Start {}
  }
}
