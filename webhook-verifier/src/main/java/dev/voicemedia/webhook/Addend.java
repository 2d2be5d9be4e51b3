package dev.voicemedia.webhook;

import org.bouncycastle.math.ec.rfc7748.X25519Field;

/** A point in the form in which it is added fastest: (y - x)/2, (y + x)/2 and d·x·y. */
final class Addend {

  final int[] halfDifference;
  final int[] halfSum;
  final int[] product;

  private Addend(int[] halfDifference, int[] halfSum, int[] product) {
    this.halfDifference = halfDifference;
    this.halfSum = halfSum;
    this.product = product;
  }

  static Addend of(AffinePoint point) {
    int[] difference = X25519Field.create();
    int[] sum = X25519Field.create();
    int[] product = X25519Field.create();
    X25519Field.apm(point.y, point.x, sum, difference);
    X25519Field.mul(difference, AffinePoint.ONE_HALF, difference);
    X25519Field.mul(sum, AffinePoint.ONE_HALF, sum);
    X25519Field.mul(point.x, point.y, product);
    X25519Field.mul(product, AffinePoint.D, product);
    return new Addend(difference, sum, product);
  }
}
