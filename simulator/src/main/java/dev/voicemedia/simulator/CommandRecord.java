package dev.voicemedia.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command that a client sent, and what became of it.
 *
 * @param requestId the answer's {@code x-request-id}
 * @param receivedAt on the simulator's timeline
 * @param callControlId as the path named it, known or not
 * @param action as the path named it, known or not
 * @param body as it was sent; empty if it was over 1 MiB
 * @param outcome what became of it
 * @param status the HTTP status it was answered with; null if the connection was closed instead
 * @param errorCode the vendor's code if it was refused, such as 10015; null if it was not
 * @param fault the fault that struck it, as the control API names it; null if none did
 */
public record CommandRecord(
    String requestId,
    Instant receivedAt,
    String callControlId,
    String action,
    String body,
    Outcome outcome,
    @Nullable Integer status,
    @Nullable String errorCode,
    @Nullable String fault) {

  /** What became of a command. */
  public enum Outcome {
    /** It was carried out. */
    EXECUTED,
    /** It was accepted and ignored: its command_id had been executed within 60 s. */
    REPEATED,
    /** It was answered with an error. */
    REFUSED,
    /** A fault kept it from being looked at. */
    NOT_EXECUTED
  }
}
