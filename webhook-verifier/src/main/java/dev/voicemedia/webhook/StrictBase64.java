package dev.voicemedia.webhook;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 that has exactly one text for each value. The JDK's decoder also takes absent padding and
 * set bits in the last character that decode to nothing.
 */
final class StrictBase64 {

  private StrictBase64() {}

  /** Returns the decoded bytes, or null if the text is not the base64 of that many bytes. */
  static byte @Nullable [] decode(String text, int bytes) {
    if (text.length() != (bytes + 2) / 3 * 4) {
      return null;
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException outsideTheAlphabet) {
      return null;
    }
    boolean canonical = Base64.getEncoder().encodeToString(decoded).equals(text);
    return canonical && decoded.length == bytes ? decoded : null;
  }
}
