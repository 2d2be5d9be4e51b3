package dev.voicemedia.simulator;

import java.time.Duration;

/**
 * When and how a webhook without a 2xx is sent again.
 *
 * @param firstDelay before the second attempt; doubles with every further one
 * @param maxDelay where doubling ends
 * @param giveUpAfter how long after the event no further attempt is made
 * @param timestamp which time the repetitions carry
 */
record Redelivery(
    Duration firstDelay, Duration maxDelay, Duration giveUpAfter, Effect.RetryTimestamp timestamp) {

  static final Redelivery STANDARD =
      new Redelivery(
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofHours(24),
          Effect.RetryTimestamp.FRESH);

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

  Redelivery with(Effect.RetryTimestamp retries) {
    return new Redelivery(firstDelay, maxDelay, giveUpAfter, retries);
  }

  /**
   * How long to wait after so many attempts in vain.
   *
   * @param attempts at least 1
   */
  Duration delayAfter(int attempts) {
    Duration delay = firstDelay.multipliedBy(1L << Math.min(attempts - 1, 20));
    return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
  }
}
