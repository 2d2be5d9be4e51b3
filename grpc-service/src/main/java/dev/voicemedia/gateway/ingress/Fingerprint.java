package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Hashes that are equal for webhooks which say the same. A redelivery may be formatted anew, so
 * JSON is hashed by its values: the order of names, spaces and escapes do not count.
 */
final class Fingerprint {
  private static final int HEX_DIGITS = 8;

  private Fingerprint() {}

  /** 8 hex digits over the bytes. */
  static String of(byte[] bytes) {
    return sha256Hex(bytes).substring(0, HEX_DIGITS);
  }

  /** 8 hex digits over the value. */
  static String of(JsonNode value) {
    MessageDigest digest = sha256();
    update(digest, value);
    return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
  }

  /** All 64 hex digits over the bytes. */
  static String sha256Hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  // Every value is preceded by its kind and, where it varies, its length: no two values can
  // produce the same bytes.
  private static void update(MessageDigest digest, JsonNode value) {
    if (value.isObject()) {
      TreeMap<String, JsonNode> sorted = new TreeMap<>();
      value.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
      updateLength(digest, '{', sorted.size());
      sorted.forEach(
          (name, member) -> {
            updateText(digest, 'k', name);
            update(digest, member);
          });
    } else if (value.isArray()) {
      updateLength(digest, '[', value.size());
      value.forEach(element -> update(digest, element));
    } else if (value.isTextual()) {
      updateText(digest, 's', value.textValue());
    } else {
      updateText(digest, 'v', value.asText());
    }
  }

  private static void updateText(MessageDigest digest, char kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    updateLength(digest, kind, bytes.length);
    digest.update(bytes);
  }

  private static void updateLength(MessageDigest digest, char kind, int length) {
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
