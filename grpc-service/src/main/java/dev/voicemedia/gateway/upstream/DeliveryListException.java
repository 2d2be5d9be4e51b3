package dev.voicemedia.gateway.upstream;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Telnyx's list of deliveries could not be read. */
public final class DeliveryListException extends Exception {
  private static final long serialVersionUID = 1;

  /** What to do about it. */
  public enum Kind {
    /** Ask again later: Telnyx limits the rate, fails, or cannot be reached. */
    TRANSIENT,
    /** Telnyx does not take the API key, or it may not read the list. */
    REFUSED,
    /** What came back is not a page of deliveries, or larger than any. */
    UNREADABLE
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  DeliveryListException(
      Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** When Telnyx wants to be asked again, if it said so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
