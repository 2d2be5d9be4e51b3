package dev.voicemedia.gateway.feed;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a subscription says next. */
public sealed interface FeedMessage {
  /** The place to resume after: the stream continues with what follows this message. */
  Cursor cursor();

  /** The first message. */
  record Opened(Cursor cursor, Cursor earliest, Cursor head) implements FeedMessage {}

  /** Everything up to here was scanned. */
  record Checkpoint(Cursor cursor) implements FeedMessage {}

  /** Everything that is stored was sent: the subscription is live. */
  record CaughtUp(Cursor cursor) implements FeedMessage {}

  /** The subscription is no longer live: it catches up from the log. */
  record FellBehind(Cursor cursor) implements FeedMessage {}

  /** Events between the two cursors are gone. */
  record Gap(Cursor after, Cursor cursor) implements FeedMessage {}

  /** The last message; the stream is to be resumed elsewhere or later. */
  record Goodbye(Cursor cursor, Reason reason) implements FeedMessage {
    /** Why the gateway ends a stream. */
    public enum Reason {
      /** It is shutting down. */
      DRAINING,
      /** The stream has reached its maximum age. */
      TOO_OLD
    }
  }

  /**
   * A stored event on its way out; one object for all subscriptions that come across it. What they
   * need of it is made when the first of them asks. A race makes it twice, to the same result.
   */
  final class Delivery implements FeedMessage {
    private final Cursor cursor;
    private final LogEntry entry;
    private @Nullable EventHeader header;
    private @Nullable ByteString response;

    Delivery(Cursor cursor, LogEntry entry) {
      this.cursor = cursor;
      this.entry = entry;
    }

    @Override
    public Cursor cursor() {
      return cursor;
    }

    /** The whole {@code voicemedia.v1.SubscribeResponse}, encoded once for all subscribers. */
    public ByteString encodedResponse() {
      ByteString known = response;
      if (known == null) {
        known = EventResponse.encode(cursor, entry.encodedEvent());
        response = known;
      }
      return known;
    }

    /** When the event was stored. */
    public Instant receivedAt() {
      return header().receivedAt();
    }

    /** Size of the encoded event. */
    public int bytes() {
      return entry.encodedEvent().size();
    }

    long position() {
      return entry.position();
    }

    boolean matches(EventMatcher matcher) {
      return matcher.matchesAll() || matcher.matches(header());
    }

    EventHeader header() {
      EventHeader known = header;
      if (known == null) {
        known = EventHeader.read(entry.encodedEvent());
        header = known;
      }
      return known;
    }
  }
}
