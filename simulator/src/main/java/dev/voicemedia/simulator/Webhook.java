package dev.voicemedia.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.WebhookRecord.Attempt;
import dev.voicemedia.simulator.WebhookRecord.State;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A webhook on its way; guarded by {@link WebhookDelivery}. */
final class Webhook {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS_KEPT = 50;

  private final CallEvent event;
  private final Instant enqueuedAt;
  private final List<Attempt> attempts = new ArrayList<>();
  private int attemptsBegun;
  private State state = State.PENDING;

  Webhook(CallEvent event, Instant enqueuedAt) {
    this.event = event;
    this.enqueuedAt = enqueuedAt;
  }

  CallEvent event() {
    return event;
  }

  Instant enqueuedAt() {
    return enqueuedAt;
  }

  int beginAttempt() {
    return ++attemptsBegun;
  }

  void attempted(Attempt attempt) {
    if (attempts.size() == ATTEMPTS_KEPT) {
      attempts.remove(ATTEMPTS_KEPT / 2);
    }
    attempts.add(attempt);
  }

  void setState(State next) {
    state = next;
  }

  /** The bytes that are signed and sent. */
  byte[] body(int attempt, URI deliveredTo) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.set("data", data());
    envelope.putObject("meta").put("attempt", attempt).put("delivered_to", deliveredTo.toString());
    try {
      return JSON.writeValueAsBytes(envelope);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a webhook could not be written", e);
    }
  }

  WebhookRecord toRecord() {
    return new WebhookRecord(
        event.id().toString(),
        event.type(),
        event.callControlId(),
        event.occurredAt(),
        data().toString(),
        state,
        attempts);
  }

  private ObjectNode data() {
    ObjectNode data =
        JSON.createObjectNode()
            .put("record_type", "event")
            .put("event_type", event.type())
            .put("id", event.id().toString())
            .put("occurred_at", Timestamps.format(event.occurredAt()));
    data.set("payload", event.payload());
    return data;
  }
}
