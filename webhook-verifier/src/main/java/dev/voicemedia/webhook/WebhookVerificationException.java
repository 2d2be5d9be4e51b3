package dev.voicemedia.webhook;

import java.io.Serial;
import java.time.Duration;

/**
 * Signals that a webhook was refused and that nothing in it may be used.
 *
 * <p>Messages name the header and what was expected of it. They repeat no unverified content, so
 * they can be logged; do not send them back to the caller.
 */
public final class WebhookVerificationException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Duration age;

  WebhookVerificationException(Reason reason, String message) {
    this(reason, message, Duration.ZERO);
  }

  WebhookVerificationException(Reason reason, String message, Duration age) {
    super(message);
    this.reason = reason;
    this.age = age;
  }

  /** Returns why the webhook was refused. */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns how long ago an authentic webhook was signed, by the verifier's clock, to the second;
   * negative if its timestamp is ahead. Zero unless the reason is {@link Reason#STALE} or {@link
   * Reason#FROM_THE_FUTURE}.
   */
  public Duration age() {
    return age;
  }

  /**
   * Why a webhook was refused, in the order of the checks: a later reason means that the earlier
   * ones did not apply. {@link #STALE} and {@link #FROM_THE_FUTURE} are thus reported for authentic
   * webhooks only: a late redelivery, a replay, or a clock that is wrong.
   */
  public enum Reason {
    /** The timestamp or the signature header is absent. */
    MISSING_HEADER,
    /** The timestamp or the signature header occurs more than once, even with equal values. */
    REPEATED_HEADER,
    /** The timestamp is not a run of decimal digits, or does not fit into 63 bits. */
    MALFORMED_TIMESTAMP,
    /** The signature is not the canonical, padded base64 of 64 bytes. */
    MALFORMED_SIGNATURE,
    /**
     * The signature is not valid for this body and timestamp under any of the public keys. This
     * includes signatures that are refused in themselves: S out of range, an R that is not
     * canonical, not on the curve, or of small order.
     */
    NO_KEY_MATCHES,
    /** Authentic, but signed longer ago than the tolerance. */
    STALE,
    /** Authentic, but its timestamp is further ahead of the clock than the tolerance. */
    FROM_THE_FUTURE
  }
}
