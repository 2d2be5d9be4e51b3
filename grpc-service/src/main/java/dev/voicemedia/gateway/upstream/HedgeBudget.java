package dev.voicemedia.gateway.upstream;

/**
 * Lets a share of the recent commands have a hedge, so that hedges cannot double the load of a
 * Telnyx that has become slow: each command saves up its share of one, and at most {@value #MOST}
 * are saved.
 */
final class HedgeBudget {
  private static final int MOST = 10;

  private final double share;
  private double saved;

  /**
   * @param share 0 to 1
   */
  HedgeBudget(double share) {
    this.share = share;
    saved = share == 0 ? 0 : 1;
  }

  /** A command was sent for the first time. */
  synchronized void save() {
    saved = Math.min(MOST, saved + share);
  }

  /** Whether there may be a hedge now; it counts as sent. */
  synchronized boolean spend() {
    // A thousandth of leeway: ten times 0.1 is a little less than 1.
    if (saved < 0.999) {
      return false;
    }
    saved--;
    return true;
  }
}
