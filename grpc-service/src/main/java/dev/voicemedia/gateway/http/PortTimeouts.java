package dev.voicemedia.gateway.http;

import java.time.Duration;

/**
 * Patience of an HTTP port with its clients.
 *
 * @param request how long a connection without a request may take until the headers of the next one
 *     are there
 * @param idle how long a connection may carry nothing in either direction
 * @param idleAtStop how long a connection without a request may stay open once the port stops
 */
public record PortTimeouts(Duration request, Duration idle, Duration idleAtStop) {
  /** Patience with connections that never carry nothing for longer than a request may take. */
  public static PortTimeouts of(Duration request, Duration idleAtStop) {
    return new PortTimeouts(request, request, idleAtStop);
  }
}
