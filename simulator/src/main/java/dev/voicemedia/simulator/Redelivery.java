package dev.voicemedia.simulator;

import java.time.Duration;

/**
 * When a webhook without a 2xx is sent again.
 *
 * @param firstDelay before the second attempt; doubles with every further one
 * @param maxDelay where doubling ends
 * @param giveUpAfter how long after the event no further attempt is made
 */
record Redelivery(Duration firstDelay, Duration maxDelay, Duration giveUpAfter) {

  static final Redelivery STANDARD =
      new Redelivery(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofHours(24));

  Redelivery {
    if (firstDelay.isNegative() || firstDelay.isZero() || maxDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "redelivery delays are "
              + firstDelay
              + " to "
              + maxDelay
              + ", expected more than zero and the second no less than the first");
    }
  }

  Duration delayAfter(int attempts) {
    int doublings = Math.min(Math.max(attempts, 1) - 1, 20);
    Duration delay = firstDelay.multipliedBy(1L << doublings);
    return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
  }
}
