package dev.voicemedia.gateway.feed;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.event.Share;
import dev.voicemedia.gateway.event.StreamCursor;
import java.time.Instant;
import java.util.List;
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
      TOO_OLD,
      /** Its caller may no longer have what it is sent. */
      ACCESS_CHANGED
    }
  }

  /**
   * Several events for a subscriber that takes them together.
   *
   * @param events two or more, in the order of the log
   */
  record Batch(List<Delivery> events) implements FeedMessage {
    @Override
    public Cursor cursor() {
      return events.get(events.size() - 1).cursor();
    }
  }

  /** Any of the others, to a subscriber that has a share of the log. */
  record OfShare(FeedMessage message, Share share) implements FeedMessage {
    @Override
    public Cursor cursor() {
      return message.cursor();
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
        known = EventResponse.encode(cursor.encode(), entry.encodedEvent());
        response = known;
      }
      return known;
    }

    /** As {@link #encodedResponse()}, for subscribers with this share, of which there is one. */
    public ByteString encodedResponse(Share share) {
      return EventResponse.encode(new StreamCursor(cursor, share).encode(), entry.encodedEvent());
    }

    /** When the event was stored. */
    public Instant receivedAt() {
      return header().receivedAt();
    }

    /** Size of the encoded event. */
    public int bytes() {
      return entry.encodedEvent().size();
    }

    /** Where the event stands in the log. */
    public long position() {
      return entry.position();
    }

    /** The {@code voicemedia.v1.Event} itself, encoded. */
    public ByteString encodedEvent() {
      return entry.encodedEvent();
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
