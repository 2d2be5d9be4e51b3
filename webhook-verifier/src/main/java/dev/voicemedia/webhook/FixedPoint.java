package dev.voicemedia.webhook;

import java.util.ArrayList;
import java.util.List;

/**
 * A point that is multiplied often. The multiples that each byte of a scalar can call for are
 * computed once, so that a multiplication is 32 additions. They take 0.8 MB.
 */
final class FixedPoint {

  private static final int SCALAR_BYTES = 32;
  private static final int LARGEST_DIGIT = 128;

  /** At [i][n - 1]: n·256^i times the point, for n from 1 to 128. */
  private final Addend[][] multiples = new Addend[SCALAR_BYTES][LARGEST_DIGIT];

  FixedPoint(AffinePoint point) {
    AffinePoint unit = point;
    for (Addend[] ofUnit : multiples) {
      unit = fill(ofUnit, unit);
    }
  }

  /** Returns 256 times the point. */
  private static AffinePoint fill(Addend[] multiples, AffinePoint point) {
    Addend once = Addend.of(point);
    PointSum sum = new PointSum();
    List<ProjectivePoint> sums = new ArrayList<>();
    for (int i = 0; i < LARGEST_DIGIT; i++) {
      sum.add(once);
      sums.add(sum.current());
    }
    sum.multiplyByTwo();
    sums.add(sum.current());

    AffinePoint[] points = ProjectivePoint.divided(sums);
    for (int i = 0; i < LARGEST_DIGIT; i++) {
      multiples[i] = Addend.of(points[i]);
    }
    return points[LARGEST_DIGIT];
  }

  /**
   * Adds a multiple of this point to a sum.
   *
   * @param scalar 32 bytes, the least significant first, below 2^255
   */
  void addMultiple(byte[] scalar, PointSum sum) {
    int carry = 0;
    for (int i = 0; i < SCALAR_BYTES; i++) {
      // A byte from 128 on counts as negative, that is 256 less, which the next digit makes up for.
      int digit = scalar[i] + carry;
      carry = scalar[i] < 0 ? 1 : 0;
      if (digit > 0) {
        sum.add(multiples[i][digit - 1]);
      } else if (digit < 0) {
        sum.subtract(multiples[i][-digit - 1]);
      }
    }
  }
}
