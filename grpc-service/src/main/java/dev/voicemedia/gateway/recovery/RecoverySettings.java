package dev.voicemedia.gateway.recovery;

import java.time.Duration;
import java.util.Set;

/**
 * What is recovered.
 *
 * @param maxAge how long after its delivery failed an event is still recovered; zero turns recovery
 *     by itself off. At most the log's dedupe window, since beyond it the log cannot tell whether
 *     it has an event
 * @param webhookUrls addresses that Telnyx sends this gateway's webhooks to; empty to take those
 *     that received webhooks name
 * @param plaintextAllowed whether Telnyx's list may be read over plain http, as a simulated Telnyx
 *     serves it
 */
public record RecoverySettings(Duration maxAge, Set<String> webhookUrls, boolean plaintextAllowed) {
  public static final RecoverySettings DEFAULTS =
      new RecoverySettings(Duration.ofHours(24), Set.of(), false);

  /** How often failed deliveries are looked for. */
  static final Duration EVERY = Duration.ofMinutes(2);

  /** What failed later than this may not be listed yet. */
  static final Duration SETTLED_AFTER = Duration.ofMinutes(2);

  /** Looked at twice, in case a delivery was listed late. */
  static final Duration OVERLAP = Duration.ofMinutes(5);

  public RecoverySettings {
    webhookUrls = Set.copyOf(webhookUrls);
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("maxAge: " + maxAge + ", expected 0 or more");
    }
  }

  boolean automatic() {
    return !maxAge.isZero();
  }
}
