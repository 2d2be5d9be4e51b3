package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.gateway.ingress.LenientJson.Reading;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members of a webhook's body that every event has, wherever the version of the webhook has them.
 * Those that are not there are missing nodes.
 *
 * @param fingerprint hex digits that are equal for redeliveries of an event
 * @param readLeniently whether the body is not JSON, so that what comes after its fault may be
 *     missing
 */
record WebhookEnvelope(
    JsonNode id,
    JsonNode eventType,
    JsonNode occurredAt,
    JsonNode payload,
    JsonNode attempt,
    String fingerprint,
    boolean readLeniently) {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  static WebhookEnvelope read(byte[] body) {
    JsonNode strict = parse(body);
    if (strict != null) {
      JsonNode data = strict.path("data");
      return data.isMissingNode()
          ? version1(strict, fingerprintOfVersion1(strict, body), false)
          : version2(strict, Fingerprint.of(data), false);
    }
    Reading reading = LenientJson.read(body);
    boolean found = !reading.root().isEmpty();
    return reading.root().has("data")
        ? version2(reading.root(), fingerprint(reading.dataFingerprint(), body), found)
        : version1(reading.root(), Fingerprint.of(body), found);
  }

  /** The envelope around {@code data} alone, as Telnyx lists it. */
  static WebhookEnvelope ofData(byte[] data) {
    JsonNode parsed = parse(data);
    JsonNode tree = parsed == null ? MissingNode.getInstance() : parsed;
    JsonNode root = JsonNodeFactory.instance.objectNode().set("data", tree);
    return version2(root, parsed == null ? Fingerprint.of(data) : Fingerprint.of(tree), false);
  }

  private static WebhookEnvelope version2(
      JsonNode root, String fingerprint, boolean readLeniently) {
    JsonNode data = root.path("data");
    return new WebhookEnvelope(
        data.path("id"),
        data.path("event_type"),
        data.path("occurred_at"),
        data.path("payload"),
        root.path("meta").path("attempt"),
        fingerprint,
        readLeniently);
  }

  /** The older envelope, whose members stand at the top, some of them in metadata. */
  private static WebhookEnvelope version1(
      JsonNode root, String fingerprint, boolean readLeniently) {
    JsonNode metadata = root.path("metadata");
    return new WebhookEnvelope(
        first(root.path("id"), metadata.path("id")),
        first(root.path("event_type"), metadata.path("event_type"), metadata.path("event")),
        first(root.path("created_at"), root.path("occurred_at"), metadata.path("created_at")),
        root.path("payload"),
        first(root.path("meta").path("attempt"), metadata.path("attempt")),
        fingerprint,
        readLeniently);
  }

  private static String fingerprintOfVersion1(JsonNode root, byte[] body) {
    return root instanceof ObjectNode object && !object.isEmpty()
        ? Fingerprint.of(object.deepCopy().without(List.of("meta", "metadata")))
        : Fingerprint.of(body);
  }

  private static String fingerprint(@Nullable String ofData, byte[] body) {
    return ofData == null ? Fingerprint.of(body) : ofData;
  }

  private static JsonNode first(JsonNode... candidates) {
    for (JsonNode candidate : candidates) {
      if (candidate.isTextual() || candidate.isNumber()) {
        return candidate;
      }
    }
    return MissingNode.getInstance();
  }

  private static @Nullable JsonNode parse(byte[] body) {
    try {
      JsonNode tree = JSON.readTree(body);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (IOException e) { // no JSON, or bytes in an encoding that is none of JSON's
      return null;
    }
  }
}
