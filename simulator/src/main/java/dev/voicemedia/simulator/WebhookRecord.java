package dev.voicemedia.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook and what became of it so far.
 *
 * @param eventId {@code data.id}; for a body that was sent as it is, an id of this record alone
 * @param eventType {@code data.event_type}; empty for a body that was sent as it is
 * @param callControlId the call it is about; empty for a body that was sent as it is
 * @param occurredAt when the event happened
 * @param data the event as JSON text, the envelope's {@code data}; or the body that was sent as it
 *     is
 * @param state what became of it
 * @param fault the fault that struck it, as the control API names it; null if none did
 * @param attempts the first and the latest deliveries, oldest first; long series lose their middle
 */
public record WebhookRecord(
    String eventId,
    String eventType,
    String callControlId,
    Instant occurredAt,
    String data,
    State state,
    @Nullable String fault,
    List<Attempt> attempts) {

  /** Copies the attempts. */
  public WebhookRecord {
    attempts = List.copyOf(attempts);
  }

  /** What became of a webhook. */
  public enum State {
    /** Waits for its turn, for an answer or for its next attempt. */
    PENDING,
    /** Answered with a 2xx. */
    DELIVERED,
    /** Not answered with a 2xx, neither at first nor at any retry. */
    FAILED,
    /** Not sent: no webhook URL is set, or too many webhooks wait. */
    NOT_SENT,
    /** Not sent, because of an injected fault. */
    DROPPED
  }

  /**
   * One delivery.
   *
   * @param number {@code meta.attempt}, from 1
   * @param url where it was sent, {@code meta.delivered_to}
   * @param sentAt when it was sent, on the simulator's timeline
   * @param timestamp the {@code telnyx-timestamp} header
   * @param signature the {@code telnyx-signature-ed25519} header
   * @param status the HTTP status of the answer; null if there was none
   */
  public record Attempt(
      int number,
      String url,
      Instant sentAt,
      String timestamp,
      String signature,
      @Nullable Integer status) {}
}
