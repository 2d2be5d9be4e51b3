package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Search in a body of which nothing is known but that it was meant to be JSON. */
final class RawText {
  /** Escapes that JSON allows for characters that an id may have. */
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:/|u([0-9a-fA-F]{4}))");

  private RawText() {}

  /** Whether an id stands in a body as a whole, not as a part of a longer word. */
  static boolean mentions(ByteString body, String id) {
    String text = unescaped(body.toString(StandardCharsets.UTF_8));
    for (int at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
      int end = at + id.length();
      if (!(at > 0 && isOfWord(text.charAt(at - 1)))
          && !(end < text.length() && isOfWord(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }

  private static String unescaped(String text) {
    return text.indexOf('\\') < 0 ? text : ESCAPE.matcher(text).replaceAll(RawText::unescape);
  }

  private static String unescape(MatchResult escape) {
    String hex = escape.group(1);
    String plain = hex == null ? "/" : String.valueOf((char) Integer.parseInt(hex, 16));
    return plain.equals("\\") || plain.equals("$") ? "\\" + plain : plain;
  }
}
