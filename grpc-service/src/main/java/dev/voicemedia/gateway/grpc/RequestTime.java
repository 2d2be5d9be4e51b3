package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.gateway.event.EventTime;
import java.time.Instant;
import java.util.List;

/** Checked reading of a request's times: protobuf carries more than a Timestamp may hold. */
final class RequestTime {
  private RequestTime() {}

  /**
   * Reads the time of a field.
   *
   * @throws InvalidRequestException naming the field, if it is not within the years 1 to 9999
   */
  static Instant of(String field, Timestamp time) throws InvalidRequestException {
    if (!Timestamps.isValid(time)) {
      throw new InvalidRequestException(
          List.of(
              FieldViolation.newBuilder()
                  .setField(field)
                  .setReason("timestamp.range")
                  .setDescription(
                      "must be within the years 1 to 9999, with nanos from 0 to 999999999, was "
                          + time.getSeconds()
                          + " s and "
                          + time.getNanos()
                          + " ns")
                  .build()));
    }
    return EventTime.instant(time);
  }
}
