package dev.voicemedia.gateway.feed;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.Cursor;

/** What a subscription says next. */
public sealed interface FeedMessage {
  /** Resuming after it continues behind this message. */
  Cursor cursor();

  /** The first message. */
  record Opened(Cursor cursor, Cursor earliest, Cursor head) implements FeedMessage {}

  /**
   * An event that matches; one object for all subscribers.
   *
   * @param encodedResponse the whole {@code voicemedia.v1.SubscribeResponse}, encoded
   */
  record Delivery(Cursor cursor, ByteString encodedResponse) implements FeedMessage {}

  /** Everything up to here was looked at. */
  record Checkpoint(Cursor cursor) implements FeedMessage {}

  /** Everything that is stored was sent. */
  record CaughtUp(Cursor cursor) implements FeedMessage {}

  /** No longer live. */
  record FellBehind(Cursor cursor) implements FeedMessage {}

  /** Events are gone. */
  record Gap(Cursor after, Cursor cursor) implements FeedMessage {}

  /** The last message; to be resumed elsewhere or later. */
  record Goodbye(Cursor cursor, Reason reason) implements FeedMessage {
    /** Why the gateway ends a stream. */
    public enum Reason {
      /** It is shutting down. */
      DRAINING,
      /** The stream has reached its maximum age. */
      TOO_OLD
    }
  }
}
