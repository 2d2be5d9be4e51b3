package dev.voicemedia.webhook;

import java.util.List;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/** The point (X/Z, Y/Z), as additions leave it. */
final class ProjectivePoint {

  private final int[] x;
  private final int[] y;
  private final int[] z;

  ProjectivePoint(int[] x, int[] y, int[] z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }

  /**
   * Divides all by their Z with one inversion, the costly step: that of their product, from which
   * each one's inverse follows (Montgomery's trick).
   */
  static AffinePoint[] divided(List<ProjectivePoint> points) {
    int[][] productsBefore = new int[points.size()][];
    int[] product = X25519Field.create();
    X25519Field.one(product);
    for (int i = 0; i < points.size(); i++) {
      productsBefore[i] = product.clone();
      X25519Field.mul(product, points.get(i).z, product);
    }
    int[] inverse = X25519Field.create();
    X25519Field.normalize(product);
    X25519Field.invVar(product, inverse);

    AffinePoint[] divided = new AffinePoint[points.size()];
    int[] inverseOfZ = X25519Field.create();
    for (int i = points.size() - 1; i >= 0; i--) {
      X25519Field.mul(inverse, productsBefore[i], inverseOfZ);
      X25519Field.mul(inverse, points.get(i).z, inverse);
      divided[i] = points.get(i).times(inverseOfZ);
    }
    return divided;
  }

  private AffinePoint times(int[] inverseOfZ) {
    int[] affineX = X25519Field.create();
    int[] affineY = X25519Field.create();
    X25519Field.mul(x, inverseOfZ, affineX);
    X25519Field.mul(y, inverseOfZ, affineY);
    return new AffinePoint(affineX, affineY);
  }
}
