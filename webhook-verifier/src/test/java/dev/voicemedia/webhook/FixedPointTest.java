package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multiples and sums of points, compared with those of {@link EdwardsPoint}. */
class FixedPointTest {

  private static final FixedPoint BASE = new FixedPoint(AffinePoint.base());

  @ParameterizedTest
  @ValueSource(
      strings = {"00", "7f", "80", "81", "ff", "7f80", "807f", "ff00", "00ff", "80ff", "ff7f"})
  void everyPatternOfDigitsCarriesAsItShould(String pattern) {
    byte[] scalar = HexFormat.of().parseHex(pattern.repeat(32).substring(0, 64));
    scalar[31] &= 0x7f;

    assertThat(encoded(multiple(BASE, scalar)))
        .isEqualTo(EdwardsPoint.BASE.times(EdwardsPoint.littleEndian(scalar)).encoded());
  }

  @Test
  void everyDigitInEveryPlaceHasItsMultiple() {
    for (int place = 0; place < 31; place++) {
      EdwardsPoint unit = EdwardsPoint.BASE.times(BigInteger.ONE.shiftLeft(8 * place));
      EdwardsPoint expected = EdwardsPoint.NEUTRAL;
      for (int digit = 0; digit < 256; digit++) {
        byte[] scalar = new byte[32];
        scalar[place] = (byte) digit;
        assertThat(encoded(multiple(BASE, scalar)))
            .as("%d in place %d", digit, place)
            .isEqualTo(expected.encoded());
        expected = expected.plus(unit);
      }
    }
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void aMultipleOfAnyPointIsAsTheDefinitionSays(
      @ForAll @Size(32) byte[] logarithm, @ForAll @Size(32) byte[] scalar) {
    EdwardsPoint point = EdwardsPoint.BASE.times(EdwardsPoint.littleEndian(logarithm));
    byte[] below = scalar.clone();
    below[31] &= 0x7f;

    assertThat(encoded(multiple(new FixedPoint(decoded(point)), below)))
        .isEqualTo(point.times(EdwardsPoint.littleEndian(below)).encoded());
  }

  @Test
  void theOrderTimesTheBasePointIsNeutral() {
    assertThat(multiple(BASE, LittleEndian.bytes(EdwardsPoint.L)).isNeutral()).isTrue();
    assertThat(multiple(BASE, LittleEndian.bytes(EdwardsPoint.L.add(BigInteger.ONE))).isNeutral())
        .isFalse();
  }

  /** The formulas have no exceptions: neither equal points, nor opposite, small or neutral ones. */
  @Test
  void anyTwoPointsAreAddedSubtractedAndDoubled() {
    EdwardsPoint ordinary = EdwardsPoint.BASE.times(BigInteger.valueOf(8032));
    List<EdwardsPoint> points =
        Stream.concat(
                EdwardsPoint.smallOrder().stream(),
                EdwardsPoint.smallOrder().stream().map(ordinary::plus))
            .toList();
    for (EdwardsPoint first : points) {
      for (EdwardsPoint second : points) {
        PointSum sum = new PointSum();
        sum.add(Addend.of(decoded(first)));
        sum.add(Addend.of(decoded(second)));
        assertThat(encoded(sum)).isEqualTo(first.plus(second).encoded());

        sum.multiplyByTwo();
        assertThat(encoded(sum)).isEqualTo(first.plus(second).times(BigInteger.TWO).encoded());

        sum.subtract(Addend.of(decoded(second)));
        assertThat(encoded(sum)).isEqualTo(first.plus(first).plus(second).encoded());
        assertThat(sum.isNeutral())
            .isEqualTo(first.plus(first).plus(second).equals(EdwardsPoint.NEUTRAL));
      }
    }
  }

  private static PointSum multiple(FixedPoint point, byte[] scalar) {
    PointSum sum = new PointSum();
    point.addMultiple(scalar, sum);
    return sum;
  }

  private static AffinePoint decoded(EdwardsPoint point) {
    return Objects.requireNonNull(AffinePoint.decode(point.encoded(), 0));
  }

  private static byte[] encoded(PointSum sum) {
    AffinePoint point = ProjectivePoint.divided(List.of(sum.current()))[0];
    int[] x = point.x.clone();
    X25519Field.normalize(x);
    return EdwardsPoint.encode(EdwardsPoint.littleEndian(bytes(point.y)), (x[0] & 1) == 1);
  }

  private static byte[] bytes(int[] element) {
    int[] normal = element.clone();
    X25519Field.normalize(normal);
    byte[] bytes = new byte[32];
    X25519Field.encode(normal, bytes);
    return bytes;
  }
}
