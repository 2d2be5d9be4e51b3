package dev.voicemedia.gateway.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.v1.SubscribeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stored event in memory, shared by all subscriptions that come across it. What they need of it
 * is made when the first of them asks; made twice by a race it is the same.
 */
final class FeedEvent {
  private final long logId;
  private final LogEntry entry;
  private @Nullable EventHeader header;
  private FeedMessage.@Nullable Delivery delivery;

  FeedEvent(long logId, LogEntry entry) {
    this.logId = logId;
    this.entry = entry;
  }

  long position() {
    return entry.position();
  }

  int bytes() {
    return entry.encodedEvent().size();
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

  FeedMessage.Delivery delivery() {
    FeedMessage.Delivery known = delivery;
    if (known == null) {
      Cursor cursor = new Cursor(logId, entry.position());
      known = new FeedMessage.Delivery(cursor, response(cursor, entry.encodedEvent()));
      delivery = known;
    }
    return known;
  }

  /** The stored bytes stay where they are; only what stands before them is written. */
  private static ByteString response(Cursor cursor, ByteString encodedEvent) {
    try {
      byte[] text = cursor.encode().getBytes(StandardCharsets.US_ASCII);
      byte[] before =
          new byte
              [CodedOutputStream.computeByteArraySize(SubscribeResponse.CURSOR_FIELD_NUMBER, text)
                  + CodedOutputStream.computeTagSize(SubscribeResponse.EVENT_FIELD_NUMBER)
                  + CodedOutputStream.computeUInt32SizeNoTag(encodedEvent.size())];
      CodedOutputStream out = CodedOutputStream.newInstance(before);
      out.writeByteArray(SubscribeResponse.CURSOR_FIELD_NUMBER, text);
      out.writeTag(SubscribeResponse.EVENT_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(encodedEvent.size());
      out.checkNoSpaceLeft();
      return UnsafeByteOperations.unsafeWrap(before).concat(encodedEvent);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the right size", e);
    }
  }
}
