package dev.voicemedia.gateway.grpc;

import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.v1.ListRecordingsRequest;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;

/** Where a list of recordings goes on: the number of a page, checked against the request. */
final class RecordingPageToken {
  // Version, number, checksum of both and of the request; big-endian.
  private static final byte VERSION = 1;
  private static final int CHECKED_BYTES = 1 + Integer.BYTES;

  private RecordingPageToken() {}

  static String encode(ListRecordingsRequest request, int number) {
    ByteBuffer bytes = ByteBuffer.allocate(CHECKED_BYTES + Integer.BYTES);
    bytes.put(VERSION).putInt(number).putInt(checksum(bytes.array(), request));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * The number of the page that a request asks for, counted from 1.
   *
   * @throws InvalidRequestException if its token was not given for this list
   */
  static int numberOf(ListRecordingsRequest request) throws InvalidRequestException {
    if (request.getPageToken().isEmpty()) {
      return 1;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(request.getPageToken());
      if (bytes.length == CHECKED_BYTES + Integer.BYTES) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean versionIsKnown = in.get() == VERSION;
        int number = in.getInt();
        if (versionIsKnown && number > 1 && in.getInt() == checksum(bytes, request)) {
          return number;
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
                    "must be the next_page_token of a list of the same recordings and page_size")
                .build()));
  }

  private static int checksum(byte[] bytes, ListRecordingsRequest request) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKED_BYTES);
    crc.update(request.toBuilder().clearPageToken().build().toByteArray());
    return (int) crc.getValue();
  }
}
