package dev.voicemedia.gateway.cli.text;

/** Text from elsewhere that is printed on a terminal. */
public final class PrintableText {
  private PrintableText() {}

  /** Replaces control characters: what others sent must not steer the terminal. */
  public static String of(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }
}
