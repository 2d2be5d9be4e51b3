package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import dev.voicemedia.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A record of the log that a view follows. Whatever a view decides about it depends on this record
 * and those before it alone, so that all views are the same.
 *
 * @param position rises from record to record
 * @param epoch of whoever has given it its position; it never falls
 * @param appendedAt when it was given its position
 */
public record SourceRecord(long position, int epoch, Instant appendedAt, Content content) {

  /** What a record says. */
  public sealed interface Content {}

  /**
   * An event came in; it may have come before.
   *
   * @param event complete but for {@code received_at}
   * @param encoded the event as it was encoded once
   * @param dataFingerprint hex digits that are equal for equal {@code data}
   * @param dedupeWindow how long before an event of the same id makes this one a duplicate
   * @param publicKey the 32 bytes of the key that it is signed with; empty if it is not signed
   */
  public record Arrival(
      Event event,
      ByteString encoded,
      String dataFingerprint,
      Duration dedupeWindow,
      ByteString publicKey)
      implements Content {}

  /** The events at these positions are to be erased. */
  public record Erasure(List<Long> positions) implements Content {
    public Erasure {
      positions = List.copyOf(positions);
    }
  }

  /** Recovery has reached this time. */
  public record Bookmark(Instant recoveredUntil) implements Content {}

  /** Nothing that a gateway has written; it is passed over. */
  public record Unreadable(String why) implements Content {}
}
