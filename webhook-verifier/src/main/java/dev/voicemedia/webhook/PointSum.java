package dev.voicemedia.webhook;

import org.bouncycastle.math.ec.rfc7748.X25519Field;

/**
 * A running sum of points in extended coordinates: x = X/Z, y = Y/Z, x·y = U·V/Z. The formulas are
 * those of Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), for a = -1;
 * they hold for any two points of the curve, equal and neutral ones included.
 *
 * <p>Not constant-time, so for public points and scalars only. For one thread.
 */
final class PointSum {

  private final int[] x = X25519Field.create();
  private final int[] y = X25519Field.create();
  private final int[] z = X25519Field.create();
  private final int[] u = X25519Field.create();
  private final int[] v = X25519Field.create();

  private final int[] a = X25519Field.create();
  private final int[] b = X25519Field.create();
  private final int[] c = X25519Field.create();
  private final int[] f = X25519Field.create();
  private final int[] g = X25519Field.create();

  /** The sum of nothing, which is the neutral point (0, 1). */
  PointSum() {
    X25519Field.one(y);
    X25519Field.one(z);
    X25519Field.one(v);
  }

  void add(Addend point) {
    add(point.halfDifference, point.halfSum, point.product, g, f);
  }

  /** Adds the point's negative, whose x has the other sign. */
  void subtract(Addend point) {
    add(point.halfSum, point.halfDifference, point.product, f, g);
  }

  private void add(int[] ofA, int[] ofB, int[] product, int[] zPlusC, int[] zMinusC) {
    X25519Field.apm(y, x, b, a);
    X25519Field.mul(a, ofA, a);
    X25519Field.mul(b, ofB, b);
    X25519Field.mul(u, v, c);
    X25519Field.mul(c, product, c);
    X25519Field.apm(b, a, v, u);
    X25519Field.apm(z, c, zPlusC, zMinusC);
    X25519Field.mul(f, u, x);
    X25519Field.mul(g, v, y);
    X25519Field.mul(f, g, z);
  }

  void multiplyByTwo() {
    X25519Field.sqr(x, a);
    X25519Field.sqr(y, b);
    X25519Field.sqr(z, c);
    X25519Field.add(x, y, u);
    X25519Field.sqr(u, u);
    X25519Field.apm(a, b, v, g);
    X25519Field.sub(v, u, u);
    X25519Field.add(c, c, c);
    X25519Field.add(c, g, f);
    // Four products added up: reduced before it is multiplied.
    X25519Field.carry(f);
    X25519Field.mul(f, u, x);
    X25519Field.mul(g, v, y);
    X25519Field.mul(f, g, z);
  }

  boolean isNeutral() {
    X25519Field.normalize(x);
    X25519Field.normalize(y);
    X25519Field.normalize(z);
    return X25519Field.isZeroVar(x) && X25519Field.areEqualVar(y, z) && !X25519Field.isZeroVar(z);
  }

  /** Returns the sum so far. */
  ProjectivePoint current() {
    return new ProjectivePoint(x.clone(), y.clone(), z.clone());
  }
}
