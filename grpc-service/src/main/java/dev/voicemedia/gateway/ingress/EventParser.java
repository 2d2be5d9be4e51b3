package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SignedWebhook;
import dev.voicemedia.webhook.VerifiedWebhook;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parser of verified webhooks. It never fails: what it cannot read it leaves unset, and the body
 * itself is always kept.
 */
public final class EventParser {
  private static final int MAX_ID_LENGTH = 128;

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

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
    ByteString body = UnsafeByteOperations.unsafeWrap(bytes);
    JsonNode envelope = readTree(bytes);
    JsonNode data = envelope.path("data");
    JsonNode payload = data.path("payload");

    Event.Builder event =
        Event.newBuilder()
            .setId(idOf(data, bytes))
            .setEventType(JsonText.orEmpty(data.path("event_type")))
            .setCallControlId(JsonText.orEmpty(payload.path("call_control_id")))
            .setCallLegId(JsonText.orEmpty(payload.path("call_leg_id")))
            .setCallSessionId(JsonText.orEmpty(payload.path("call_session_id")))
            .setConnectionId(JsonText.orEmpty(payload.path("connection_id")))
            .setWebhook(signedWebhook(webhook, body));
    JsonMessages.timestamp(data.path("occurred_at")).ifPresent(event::setOccurredAt);
    ByteString clientState = base64(payload.path("client_state"));
    if (clientState != null) {
      event.setClientState(clientState);
    }
    JsonNode attempt = envelope.path("meta").path("attempt");
    if (attempt.isIntegralNumber() && attempt.canConvertToInt()) {
      event.setDeliveryAttempt(attempt.intValue());
    }
    setPayload(event, payload);

    String fingerprint = data.isMissingNode() ? Fingerprint.of(bytes) : Fingerprint.of(data);
    return new IncomingEvent(
        event.build(), fingerprint, ByteString.copyFrom(webhook.publicKey().encoded()));
  }

  private static JsonNode readTree(byte[] body) {
    try {
      JsonNode tree = JSON.readTree(body);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (IOException e) { // no JSON, or bytes in an encoding that is none of JSON's
      return MissingNode.getInstance();
    }
  }

  private static String idOf(JsonNode data, byte[] body) {
    JsonNode id = data.path("id");
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

  private static @Nullable ByteString base64(JsonNode node) {
    if (!node.isTextual()) {
      return null;
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(node.textValue()));
    } catch (IllegalArgumentException e) {
      return null;
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
