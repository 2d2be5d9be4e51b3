package dev.voicemedia.gateway.cli.text;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/** Text as wide as it is on a terminal, where some characters take two columns and some none. */
final class Columns {
  private static final Set<UnicodeScript> WIDE =
      Set.of(
          UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);
  private static final int FIRST_EMOJI = 0x1F300;
  private static final int LAST_EMOJI = 0x1FAFF;
  private static final int FIRST_FULL_WIDTH = 0xFF01;
  private static final int LAST_FULL_WIDTH = 0xFF60;

  private Columns() {}

  static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  /** The text, or its beginning with an ellipsis if it is wider than so many columns. */
  static String cut(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int left = width - 1; // the ellipsis
    for (int each : text.codePoints().toArray()) {
      left -= of(each);
      if (left < 0) {
        break;
      }
      cut.appendCodePoint(each);
    }
    return width < 1 ? "" : cut.append('…').toString();
  }

  private static int of(int character) {
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        WIDE.contains(UnicodeScript.of(character))
            || (character >= FIRST_EMOJI && character <= LAST_EMOJI)
            || (character >= FIRST_FULL_WIDTH && character <= LAST_FULL_WIDTH);
    return wide ? 2 : 1;
  }
}
