package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.WebhookRecord.Attempt;
import dev.voicemedia.simulator.WebhookRecord.State;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A webhook on its way; guarded by {@link WebhookDelivery}. */
final class Webhook {

  private static final int ATTEMPTS_KEPT = 20;

  private final String id;
  private final String type;
  private final String callControlId;
  private final Instant occurredAt;
  private final Content content;
  private final @Nullable String fault;
  private final List<Attempt> attempts = new ArrayList<>();
  private State state = State.PENDING;
  private @Nullable Sent latest;
  private @Nullable String firstTimestamp;
  private int attemptsBegun;
  private int rounds;

  private Webhook(
      String id,
      String type,
      String callControlId,
      Instant occurredAt,
      Content content,
      @Nullable String fault) {
    this.id = id;
    this.type = type;
    this.callControlId = callControlId;
    this.occurredAt = occurredAt;
    this.content = content;
    this.fault = fault;
  }

  static Webhook of(CallEvent event, @Nullable String fault) {
    return new Webhook(
        event.id().toString(),
        event.type(),
        event.callControlId(),
        event.occurredAt(),
        EventContent.of(event),
        fault);
  }

  /** Sends bytes that need not be JSON. */
  static Webhook verbatim(byte[] body, Instant now) {
    return new Webhook(
        UUID.randomUUID().toString(), "", "", now, new VerbatimContent(body.clone()), null);
  }

  String id() {
    return id;
  }

  String type() {
    return type;
  }

  String callControlId() {
    return callControlId;
  }

  Instant occurredAt() {
    return occurredAt;
  }

  int attemptsBegun() {
    return attemptsBegun;
  }

  /** Counts that all URLs have been tried in vain; returns how often that was the case. */
  int roundFailed() {
    return ++rounds;
  }

  boolean isPending() {
    return state == State.PENDING;
  }

  void setState(State next) {
    state = next;
  }

  /** The next attempt, signed now or with the first one's time. */
  Sent sign(SigningKey key, URI url, Instant now, Effect.RetryTimestamp retries) {
    int number = ++attemptsBegun;
    String timestamp = Long.toString(now.getEpochSecond());
    if (firstTimestamp == null) {
      firstTimestamp = timestamp;
    } else if (retries == Effect.RetryTimestamp.OLD) {
      timestamp = firstTimestamp;
    }
    byte[] body = content.body(number, url);
    Sent sent = new Sent(number, url, body, timestamp, key.sign(timestamp, body));
    latest = sent;
    return sent;
  }

  /** What was sent the last time; empty before the first time. */
  Optional<Sent> latest() {
    return Optional.ofNullable(latest);
  }

  void attempted(Attempt attempt) {
    if (attempts.size() == ATTEMPTS_KEPT) {
      attempts.remove(ATTEMPTS_KEPT / 2);
    }
    attempts.add(attempt);
  }

  /** In characters, roughly. */
  int weight() {
    return content.text().length();
  }

  WebhookRecord toRecord() {
    return new WebhookRecord(
        id, type, callControlId, occurredAt, content.text(), state, fault, attempts);
  }

  /** A signed request. */
  static final class Sent {
    private final int number;
    private final URI url;
    private final byte[] body;
    private final String timestamp;
    private final String signature;

    private Sent(int number, URI url, byte[] body, String timestamp, String signature) {
      this.number = number;
      this.url = url;
      this.body = body;
      this.timestamp = timestamp;
      this.signature = signature;
    }

    int number() {
      return number;
    }

    URI url() {
      return url;
    }

    byte[] body() {
      return body;
    }

    String timestamp() {
      return timestamp;
    }

    String signature() {
      return signature;
    }
  }

  private sealed interface Content {
    byte[] body(int attempt, URI deliveredTo);

    String text();
  }

  private static final class VerbatimContent implements Content {
    private final byte[] bytes;
    private final String text;

    VerbatimContent(byte[] bytes) {
      this.bytes = bytes;
      text = new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] body(int attempt, URI deliveredTo) {
      return bytes;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /** Written once: the same text goes into the record and into every attempt. */
  private record EventContent(String text) implements Content {

    static EventContent of(CallEvent event) {
      ObjectNode data =
          JsonNodeFactory.instance
              .objectNode()
              .put("record_type", "event")
              .put("event_type", event.type())
              .put("id", event.id().toString())
              .put("occurred_at", Timestamps.format(event.occurredAt()));
      data.set("payload", event.payload());
      return new EventContent(data.toString());
    }

    @Override
    public byte[] body(int attempt, URI deliveredTo) {
      ObjectNode meta =
          JsonNodeFactory.instance
              .objectNode()
              .put("attempt", attempt)
              .put("delivered_to", deliveredTo.toString());
      return ("{\"data\":" + text + ",\"meta\":" + meta + "}").getBytes(StandardCharsets.UTF_8);
    }
  }
}
