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

class StreamCursorTest {
  private static final String SHARED =
      new StreamCursor(new Cursor(1, 2, 3), new Share(1, 3)).encode();

  @Property
  void whatIsEncodedIsRead(
      @ForAll long logId,
      @ForAll long epoch,
      @ForAll @LongRange(min = 0) long position,
      @ForAll @IntRange(min = 1, max = 256) int count,
      @ForAll @IntRange(max = 255) int index)
      throws MalformedCursorException {
    StreamCursor cursor =
        new StreamCursor(new Cursor(logId, epoch, position), new Share(index % count, count));

    assertThat(StreamCursor.parse(cursor.encode())).isEqualTo(cursor);
  }

  @Test
  void withoutAShareItIsThePlainCursor() throws MalformedCursorException {
    Cursor plain = new Cursor(1, 2, 3);

    assertThat(new StreamCursor(plain, null).encode()).isEqualTo(plain.encode());
    assertThat(StreamCursor.parse(plain.encode())).isEqualTo(new StreamCursor(plain, null));
  }

  @Test
  void noCharacterOfItCanBeChangedOrLost() {
    for (int i = 0; i < SHARED.length(); i++) {
      String before = SHARED.substring(0, i);
      String after = SHARED.substring(i + 1);
      assertMalformed(before + (SHARED.charAt(i) == 'A' ? 'B' : 'A') + after);
      assertMalformed(before + after);
    }
  }

  @Test
  void aShareDoesNotFitAnotherCursor() {
    String other = new Cursor(1, 2, 4).encode();

    assertMalformed(other + SHARED.substring(SHARED.indexOf('.')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".AAAA"})
  void otherTextIsMalformed(String text) {
    assertMalformed(text);
    assertMalformed(SHARED + text + "A");
  }

  private static void assertMalformed(String text) {
    assertThatThrownBy(() -> StreamCursor.parse(text)).isInstanceOf(MalformedCursorException.class);
  }
}
