package dev.voicemedia.gateway.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.voicemedia.v1.SubscribeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Encoding of the {@code voicemedia.v1.SubscribeResponse} that carries a stored event. */
final class EventResponse {
  private EventResponse() {}

  /** Writes only what precedes the event; its stored bytes are neither decoded nor copied. */
  static ByteString encode(String cursor, ByteString encodedEvent) {
    try {
      byte[] text = cursor.getBytes(StandardCharsets.US_ASCII);
      byte[] prefix =
          new byte
              [CodedOutputStream.computeByteArraySize(SubscribeResponse.CURSOR_FIELD_NUMBER, text)
                  + CodedOutputStream.computeTagSize(SubscribeResponse.EVENT_FIELD_NUMBER)
                  + CodedOutputStream.computeUInt32SizeNoTag(encodedEvent.size())];
      CodedOutputStream out = CodedOutputStream.newInstance(prefix);
      out.writeByteArray(SubscribeResponse.CURSOR_FIELD_NUMBER, text);
      out.writeTag(SubscribeResponse.EVENT_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(encodedEvent.size());
      out.checkNoSpaceLeft();
      return UnsafeByteOperations.unsafeWrap(prefix).concat(encodedEvent);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the right size", e);
    }
  }
}
