package dev.voicemedia.gateway.event;

import java.util.regex.Pattern;

/**
 * Text from outside made fit for messages and logs, where a control character could break a line or
 * steer a terminal, and an invisible one could hide what stands there.
 */
public final class PrintableText {
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}]");
  private static final Pattern GAP = Pattern.compile("[\\p{Cc}\\p{Cf}\\s]+");

  private PrintableText() {}

  /** The same text with a question mark for each control or format character. */
  public static String masked(String text) {
    return HIDDEN.matcher(text).replaceAll("?");
  }

  /** The same text on one line: a space for each run of spaces, control or format characters. */
  public static String oneLine(String text) {
    return GAP.matcher(text).replaceAll(" ").strip();
  }

  /** The text, or its beginning with an ellipsis if it is longer than so many code points. */
  public static String shortened(String text, int maxCodePoints) {
    return text.codePointCount(0, text.length()) <= maxCodePoints
        ? text
        : text.substring(0, text.offsetByCodePoints(0, maxCodePoints)) + "…";
  }
}
