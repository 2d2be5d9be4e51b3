package dev.voicemedia.simulator;

import dev.voicemedia.simulator.Effect.RetryTimestamp;

/** A webhook to be delivered, and how often. */
record WebhookJob(Webhook webhook, Mode mode) {

  /** Returns a job that sends a recorded webhook once more. */
  static WebhookJob once(Webhook webhook, RetryTimestamp timestamp) {
    return new WebhookJob(
        webhook, timestamp == RetryTimestamp.OLD ? Mode.ONCE_OLD : Mode.ONCE_FRESH);
  }

  /** Returns which time further attempts carry. */
  RetryTimestamp timestamp(Redelivery redelivery) {
    return switch (mode) {
      case ONCE_FRESH -> RetryTimestamp.FRESH;
      case ONCE_OLD -> RetryTimestamp.OLD;
      default -> redelivery.timestamp();
    };
  }

  enum Mode {
    UNTIL_ACCEPTED,
    ONCE_FRESH,
    ONCE_OLD,
    BYTE_FOR_BYTE
  }
}
