package dev.voicemedia.gateway.ingress;

import java.time.Duration;

/**
 * Patience with clients of the webhook port.
 *
 * @param body how long a body may take to arrive
 * @param request how long a connection may take until the headers of its next request are there
 * @param idleAtStop how long a connection without a request may stay open once the port stops
 */
record WebhookTimeouts(Duration body, Duration request, Duration idleAtStop) {
  static final WebhookTimeouts DEFAULTS =
      new WebhookTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1));
}
