package dev.voicemedia.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTextTest {
  private static final String HOSTILE = "a\n\tb\u001b[2Jc\u009b2Jd\u202ee é 語";

  @Test
  void eachCharacterThatCannotBeSeenIsMasked() {
    assertThat(PrintableText.masked(HOSTILE)).isEqualTo("a??b?[2Jc?2Jd?e é 語");
  }

  @Test
  void textOfManyLinesBecomesOneLine() {
    assertThat(PrintableText.oneLine(" " + HOSTILE + "\r\n")).isEqualTo("a b [2Jc 2Jd e é 語");
  }

  @Test
  void longTextIsCutBetweenCodePoints() {
    assertThat(PrintableText.shortened("😀😀😀", 3)).isEqualTo("😀😀😀");
    assertThat(PrintableText.shortened("😀😀😀", 2)).isEqualTo("😀😀…");
  }
}
