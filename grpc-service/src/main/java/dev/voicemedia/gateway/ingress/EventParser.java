package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventSource;
import dev.voicemedia.v1.RecoveredEvent;
import dev.voicemedia.v1.SignedWebhook;
import dev.voicemedia.webhook.VerifiedWebhook;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Parser of verified webhooks, and of those that Telnyx lists. It never fails: what it cannot read
 * it leaves unset, and the body itself is always kept.
 */
public final class EventParser {
  private static final int MAX_ID_LENGTH = 128;
  private static final int BASE64_GROUP = 4;

  /** The payloads of the contract by event type: call_speak_ended holds call.speak.ended. */
  private static final Map<String, FieldDescriptor> PAYLOADS =
      payloadOneof().getFields().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  field -> field.getName().replace('_', '.'), Function.identity()));

  private EventParser() {}

  /** Reads the event, complete but for the time of its storing. */
  public static IncomingEvent parse(VerifiedWebhook webhook) {
    byte[] bytes = webhook.bodyBytes();
    WebhookEnvelope envelope = WebhookEnvelope.read(bytes);
    Event.Builder event =
        event(envelope, bytes)
            .setSource(EventSource.EVENT_SOURCE_RECEIVED)
            .setWebhook(signedWebhook(webhook, UnsafeByteOperations.unsafeWrap(bytes)));
    return new IncomingEvent(
        event.build(), envelope.fingerprint(), ByteString.copyFrom(webhook.publicKey().encoded()));
  }

  /** Reads an event that Telnyx failed to deliver, complete but for the time of its storing. */
  public static IncomingEvent parse(ListedWebhook webhook) {
    byte[] data = webhook.data().toByteArray();
    WebhookEnvelope envelope = WebhookEnvelope.ofData(data);
    RecoveredEvent.Builder recovered =
        RecoveredEvent.newBuilder().setDataJson(webhook.data()).setDeliveryId(webhook.deliveryId());
    webhook.finishedAt().map(EventTime::timestamp).ifPresent(recovered::setDeliveryFinishedAt);
    Event.Builder event =
        event(envelope, data).setSource(EventSource.EVENT_SOURCE_RECOVERED).setRecovered(recovered);
    return new IncomingEvent(event.build(), envelope.fingerprint(), ByteString.EMPTY);
  }

  /** What the envelope and the payload say. */
  private static Event.Builder event(WebhookEnvelope envelope, byte[] bytes) {
    JsonNode payload = envelope.payload();
    Event.Builder event =
        Event.newBuilder()
            .setId(idOf(envelope.id(), bytes))
            .setEventType(JsonText.orEmpty(envelope.eventType()))
            .setReadLeniently(envelope.readLeniently())
            .setCallControlId(JsonText.orEmpty(payload.path("call_control_id")))
            .setCallLegId(JsonText.orEmpty(payload.path("call_leg_id")))
            .setCallSessionId(JsonText.orEmpty(payload.path("call_session_id")))
            .setConnectionId(JsonText.orEmpty(payload.path("connection_id")));
    JsonMessages.timestamp(envelope.occurredAt()).ifPresent(event::setOccurredAt);
    setClientState(event, payload.path("client_state"));
    JsonNode attempt = envelope.attempt();
    if (attempt.isIntegralNumber() && attempt.canConvertToInt()) {
      event.setDeliveryAttempt(attempt.intValue());
    }
    setPayload(event, payload);
    return event;
  }

  private static String idOf(JsonNode id, byte[] body) {
    String text = id.isTextual() ? JsonText.wellFormed(id.textValue()) : "";
    return text.isEmpty() || text.length() > MAX_ID_LENGTH
        ? "sha256:" + Fingerprint.sha256Hex(body)
        : text;
  }

  private static SignedWebhook signedWebhook(VerifiedWebhook webhook, ByteString body) {
    return SignedWebhook.newBuilder()
        .setBody(body)
        .setSignature(ByteString.copyFrom(webhook.signature()))
        .setTimestamp(webhook.signedTimestamp())
        .setPublicKeyId(webhook.publicKey().id())
        .build();
  }

  private static void setClientState(Event.Builder event, JsonNode state) {
    if (!state.isTextual()) {
      return;
    }
    String text = JsonText.wellFormed(state.textValue());
    event.setClientStateText(text);
    if (text.length() % BASE64_GROUP == 0) { // the decoder would not insist on padding
      try {
        event.setClientState(ByteString.copyFrom(Base64.getDecoder().decode(text)));
      } catch (IllegalArgumentException e) {
        // Not base64: the text is all there is.
      }
    }
  }

  private static void setPayload(Event.Builder event, JsonNode payload) {
    FieldDescriptor field = PAYLOADS.get(event.getEventType());
    if (field != null && payload.isObject()) {
      Message.Builder message = event.newBuilderForField(field);
      JsonMessages.merge(payload, message);
      event.setField(field, message.build());
    }
  }

  private static OneofDescriptor payloadOneof() {
    return Event.getDescriptor().getOneofs().stream()
        .filter(oneof -> oneof.getName().equals("payload"))
        .findFirst()
        .orElseThrow();
  }
}
