package dev.voicemedia.gateway.grpc;

import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.eventlog.EventPage.Window;
import dev.voicemedia.v1.ListEventsRequest;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Place where a list continues: opaque to clients, and good only for the list that it came with.
 *
 * @param upTo end of what has not been listed
 * @param after position before it
 */
record PageToken(Cursor upTo, long after, boolean newestFirst) {
  // Version, log id, epoch, the window's ends, checksum of all that and of the request; big-endian.
  private static final byte VERSION = 2;
  private static final int CHECKED_BYTES = 1 + 4 * Long.BYTES;

  Window window() {
    return new Window(after, upTo.position(), newestFirst);
  }

  String encode(ListEventsRequest request) {
    ByteBuffer bytes = ByteBuffer.allocate(CHECKED_BYTES + Integer.BYTES);
    bytes.put(VERSION).putLong(upTo.logId()).putLong(upTo.epoch());
    bytes.putLong(after).putLong(upTo.position());
    bytes.putInt(checksum(bytes.array(), request));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads the token of a request.
   *
   * @throws InvalidRequestException if it was not given for this list
   */
  static PageToken of(ListEventsRequest request, Lineage lineage, boolean newestFirst)
      throws InvalidRequestException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(request.getPageToken());
      if (bytes.length == CHECKED_BYTES + Integer.BYTES) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean versionIsKnown = in.get() == VERSION;
        long logId = in.getLong();
        long epoch = in.getLong();
        long after = in.getLong();
        Cursor upTo = new Cursor(logId, epoch, in.getLong());
        boolean intact = versionIsKnown && in.getInt() == checksum(bytes, request);
        if (intact && upTo.equals(lineage.cursorAt(upTo.position()))) {
          return new PageToken(upTo, after, newestFirst);
        }
      }
    } catch (IllegalArgumentException e) {
      // Not base64; reported below.
    }
    throw new InvalidRequestException(
        List.of(
            FieldViolation.newBuilder()
                .setField("page_token")
                .setReason("page_token")
                .setDescription(
                    "must be the next_page_token of a list with the same filter, times and order")
                .build()));
  }

  /** Covers the request, but for the size of pages, which may change on the way. */
  private static int checksum(byte[] bytes, ListEventsRequest request) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKED_BYTES);
    crc.update(request.toBuilder().clearPageToken().clearPageSize().build().toByteArray());
    return (int) crc.getValue();
  }
}
