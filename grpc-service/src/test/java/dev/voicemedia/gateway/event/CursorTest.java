package dev.voicemedia.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @Property
  void isReadBackAsItWasWritten(
      @ForAll long logId,
      @ForAll long epoch,
      @ForAll @LongRange(max = Long.MAX_VALUE) long position)
      throws MalformedCursorException {
    Cursor cursor = new Cursor(logId, epoch, position);

    assertThat(Cursor.parse(cursor.encode())).isEqualTo(cursor);
  }

  @Property
  void anyChangedCharacterIsNoticed(
      @ForAll long logId,
      @ForAll long epoch,
      @ForAll @LongRange(max = Long.MAX_VALUE) long position,
      @ForAll @IntRange(max = 39) int at,
      @ForAll @IntRange(min = 1, max = 63) int by) {
    StringBuilder text = new StringBuilder(new Cursor(logId, epoch, position).encode());
    int old = ALPHABET.indexOf(text.charAt(at));
    text.setCharAt(at, ALPHABET.charAt((old + by) % ALPHABET.length()));

    assertMalformed(text.toString());
  }

  /** As the gateway gave it out before there were epochs. */
  @Test
  void oneOfVersion1IsReadAndHasNoEpoch() throws MalformedCursorException {
    assertThat(Cursor.parse("AVAu_yjwD-mJAQAAAAAAAAAB5AqN4w"))
        .isEqualTo(new Cursor(0x502eff28f00fe989L, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "AQ", "not a cursor", "AVAu_yjwD-mJAQAAAAAAAAAB5AqN4w=="})
  void otherTextIsMalformed(String text) {
    assertMalformed(text);
  }

  @Property
  void randomTextIsMalformed(@ForAll String text) {
    assertMalformed(text);
  }

  private static void assertMalformed(String text) {
    assertThatThrownBy(() -> Cursor.parse(text)).isInstanceOf(MalformedCursorException.class);
  }
}
