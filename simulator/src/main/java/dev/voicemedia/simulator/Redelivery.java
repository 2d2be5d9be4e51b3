package dev.voicemedia.simulator;

import java.time.Duration;

/**
 * How often, when and how a webhook without a 2xx is sent again.
 *
 * @param retries how often, after the first attempt; then the delivery has failed
 * @param firstDelay before the first retry; doubles with every further one
 * @param maxDelay where doubling ends
 * @param timestamp which time the repetitions carry
 */
record Redelivery(
    int retries, Duration firstDelay, Duration maxDelay, Effect.RetryTimestamp timestamp) {

  /** Within what a policy of the vendor's may ask for: five retries, 60 s of delay in all. */
  static final Redelivery STANDARD =
      new Redelivery(5, Duration.ofSeconds(1), Duration.ofSeconds(30), Effect.RetryTimestamp.FRESH);

  Redelivery {
    if (retries < 0) {
      throw new IllegalArgumentException("retries is " + retries + ", expected 0 or more");
    }
    if (firstDelay.isNegative() || firstDelay.isZero() || maxDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "redelivery delays are "
              + firstDelay
              + " to "
              + maxDelay
              + ", expected more than zero and the second no less than the first");
    }
  }

  Redelivery with(Effect.RetryTimestamp next) {
    return new Redelivery(retries, firstDelay, maxDelay, next);
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
