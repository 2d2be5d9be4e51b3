package dev.voicemedia.gateway.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Token bucket for hedges: lets a share of the recent commands have a hedge, so that hedges cannot
 * double the load of a Telnyx that has become slow: each command saves up its share of one, and at
 * most {@value #MOST} are saved.
 */
final class HedgeBudget {
  private static final int MOST = 10;

  private final double share;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private double saved;

  /**
   * @param share 0 to 1
   */
  HedgeBudget(double share) {
    this.share = share;
    saved = share == 0 ? 0 : 1;
  }

  /** Adds the share of a command that was sent for the first time. */
  void save() {
    synchronized (lock) {
      saved = Math.min(MOST, saved + share);
    }
  }

  /** Takes a hedge out of the budget; false if there is not enough in it. */
  boolean spend() {
    synchronized (lock) {
      // A thousandth of leeway: ten times 0.1 is a little less than 1.
      if (saved < 0.999) {
        return false;
      }
      saved--;
      return true;
    }
  }
}
