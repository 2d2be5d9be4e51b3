package dev.voicemedia.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.voicemedia.v1.SubscribeResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * Messages of a stream as server-sent events. An event of a call has no name, so that {@code
 * onmessage} gets it; the others are named like their fields, none of them {@code error} or {@code
 * open}, which EventSource uses itself. Every one has its cursor as its id.
 */
final class ServerSentEvent {
  private ServerSentEvent() {}

  /** Asks a browser to come back after so long, whenever the stream ends. */
  static byte[] retry(Duration delay) {
    return ("retry: " + delay.toMillis() + "\n\n").getBytes(UTF_8);
  }

  /**
   * @param message an encoded SubscribeResponse
   */
  static byte[] of(byte[] message) {
    Head head = headOf(message);
    String text = MessageFormat.text(parsed(message));
    String name = head.field() == SubscribeResponse.EVENT_FIELD_NUMBER ? "" : nameOf(head.field());
    return ("id: " + head.cursor() + "\n" + name + "data: " + text + "\n\n").getBytes(UTF_8);
  }

  /** The end of a stream that has failed. */
  static byte[] failed(EdgeError error) {
    return ("event: failed\ndata: " + error.json() + "\n\n").getBytes(UTF_8);
  }

  private static SubscribeResponse parsed(byte[] message) {
    try {
      return SubscribeResponse.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the gateway has made this message", e);
    }
  }

  private static String nameOf(int field) {
    var known = SubscribeResponse.getDescriptor().findFieldByNumber(field);
    return known == null ? "" : "event: " + known.getName() + "\n";
  }

  private static Head headOf(byte[] message) {
    try {
      CodedInputStream input = CodedInputStream.newInstance(message);
      String cursor = "";
      int field = 0;
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == SubscribeResponse.CURSOR_FIELD_NUMBER) {
          cursor = input.readString();
        } else {
          field = WireFormat.getTagFieldNumber(tag);
          input.skipField(tag);
        }
      }
      return new Head(cursor, field);
    } catch (IOException e) {
      throw new IllegalStateException("the gateway has made this message", e);
    }
  }

  /**
   * @param field number of the one that is the message
   */
  private record Head(String cursor, int field) {}
}
