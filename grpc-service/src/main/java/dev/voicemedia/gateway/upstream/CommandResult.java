package dev.voicemedia.gateway.upstream;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;

/**
 * A command that Telnyx accepted.
 *
 * @param data of the answer, such as the result "ok", or the ids of a call that is dialled
 * @param attempts how many times it was sent
 * @param requestId Telnyx's id of the answered request; empty if there was none
 * @param fromMemory whether it was accepted before, and this answers a repeat
 */
public record CommandResult(Struct data, int attempts, String requestId, boolean fromMemory) {
  private static final String RESULT = "result";

  /** Telnyx has just accepted it, at the first attempt. */
  CommandResult(Struct data, String requestId) {
    this(data, 1, requestId, false);
  }

  /** The same, with an answer that has nothing but a result. */
  CommandResult(String result, String requestId) {
    this(
        Struct.newBuilder()
            .putFields(RESULT, Value.newBuilder().setStringValue(result).build())
            .build(),
        requestId);
  }

  /** The word of the answer, "ok"; empty if it has none. */
  String result() {
    return data.getFieldsOrDefault(RESULT, Value.getDefaultInstance()).getStringValue();
  }

  CommandResult withAttempts(int all) {
    return new CommandResult(data, all, requestId, fromMemory);
  }

  /** The same, as the answer to a repeat. */
  CommandResult remembered() {
    return new CommandResult(data, attempts, requestId, true);
  }
}
