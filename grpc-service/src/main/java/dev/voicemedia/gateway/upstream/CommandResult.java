package dev.voicemedia.gateway.upstream;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;

/**
 * A command that Telnyx accepted.
 *
 * @param data of the answer, such as the result "ok", or the ids of a call that is dialled
 * @param attempts how many times it was sent
 * @param requestId Telnyx's id of the answered request; empty if there was none
 */
public record CommandResult(Struct data, int attempts, String requestId) {
  private static final String RESULT = "result";

  /** An answer with nothing but a result. */
  CommandResult(String result, int attempts, String requestId) {
    this(
        Struct.newBuilder()
            .putFields(RESULT, Value.newBuilder().setStringValue(result).build())
            .build(),
        attempts,
        requestId);
  }

  /** The word of the answer, "ok"; empty if it has none. */
  String result() {
    return data.getFieldsOrDefault(RESULT, Value.getDefaultInstance()).getStringValue();
  }

  CommandResult withAttempts(int all) {
    return new CommandResult(data, all, requestId);
  }
}
