package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reading of text from JSON, whatever stands there. */
final class JsonText {
  private JsonText() {}

  /** The text of a string, number or boolean; empty for null, for what is missing, and for more. */
  static Optional<String> of(JsonNode node) {
    return node.isValueNode() && !node.isNull() && !node.isMissingNode()
        ? Optional.of(wellFormed(node.asText()))
        : Optional.empty();
  }

  /** The same, with the empty text where there is none. */
  static String orEmpty(JsonNode node) {
    return of(node).orElse("");
  }

  /** JSON can escape half a surrogate pair, which UTF-8 cannot hold; it becomes a question mark. */
  static String wellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
