package dev.voicemedia.gateway.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import dev.voicemedia.v1.EventBatch;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.v1.SubscribeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Encoding of the {@code voicemedia.v1.SubscribeResponse} that carries several stored events. */
public final class EventBatchResponse {
  private EventBatchResponse() {}

  /**
   * Joins the stored bytes of the events, which are not decoded.
   *
   * @param encoding of cursors
   */
  public static ByteString encode(FeedMessage.Batch batch, Function<Cursor, String> encoding) {
    List<Delivery> events = batch.events();
    byte[][] cursors = new byte[events.size()][];
    int batchSize = 0;
    for (int i = 0; i < cursors.length; i++) {
      cursors[i] = encoding.apply(events.get(i).cursor()).getBytes(StandardCharsets.US_ASCII);
      int size = storedSize(cursors[i], events.get(i).encodedEvent());
      batchSize +=
          CodedOutputStream.computeTagSize(EventBatch.EVENTS_FIELD_NUMBER)
              + CodedOutputStream.computeUInt32SizeNoTag(size)
              + size;
    }
    byte[] last = cursors[cursors.length - 1];
    byte[] whole =
        new byte
            [CodedOutputStream.computeByteArraySize(SubscribeResponse.CURSOR_FIELD_NUMBER, last)
                + CodedOutputStream.computeTagSize(SubscribeResponse.EVENT_BATCH_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(batchSize)
                + batchSize];
    CodedOutputStream out = CodedOutputStream.newInstance(whole);
    try {
      out.writeByteArray(SubscribeResponse.CURSOR_FIELD_NUMBER, last);
      writeHead(out, SubscribeResponse.EVENT_BATCH_FIELD_NUMBER, batchSize);
      for (int i = 0; i < cursors.length; i++) {
        ByteString event = events.get(i).encodedEvent();
        writeHead(out, EventBatch.EVENTS_FIELD_NUMBER, storedSize(cursors[i], event));
        out.writeByteArray(StoredEvent.CURSOR_FIELD_NUMBER, cursors[i]);
        writeHead(out, StoredEvent.EVENT_FIELD_NUMBER, event.size());
        out.writeRawBytes(event);
      }
      out.checkNoSpaceLeft();
      return UnsafeByteOperations.unsafeWrap(whole);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the right size", e);
    }
  }

  private static int storedSize(byte[] cursor, ByteString event) {
    return CodedOutputStream.computeByteArraySize(StoredEvent.CURSOR_FIELD_NUMBER, cursor)
        + CodedOutputStream.computeBytesSize(StoredEvent.EVENT_FIELD_NUMBER, event);
  }

  private static void writeHead(CodedOutputStream out, int field, int size) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
  }
}
