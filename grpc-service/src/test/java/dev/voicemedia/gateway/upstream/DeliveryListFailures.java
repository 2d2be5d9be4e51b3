package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.upstream.DeliveryListException.Kind;
import java.time.Duration;

/** Failures of Telnyx's list of deliveries, for tests of those who read it. */
public final class DeliveryListFailures {
  private DeliveryListFailures() {}

  public static DeliveryListException rateLimited(Duration retryAfter) {
    return new DeliveryListException(
        Kind.TRANSIENT, "webhook_deliveries: Telnyx answered HTTP 429", retryAfter, null);
  }

  public static DeliveryListException unavailable() {
    return new DeliveryListException(
        Kind.TRANSIENT, "webhook_deliveries: Telnyx answered HTTP 503", null, null);
  }

  public static DeliveryListException unreadable() {
    return new DeliveryListException(
        Kind.UNREADABLE, "webhook_deliveries: Telnyx answered HTTP 200", null, null);
  }

  public static DeliveryListException refused() {
    return new DeliveryListException(
        Kind.REFUSED, "webhook_deliveries: Telnyx answered HTTP 401", null, null);
  }
}
