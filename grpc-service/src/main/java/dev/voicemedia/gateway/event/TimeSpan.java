package dev.voicemedia.gateway.event;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from the first instant in it
 * @param until the first instant after it
 */
public record TimeSpan(Instant from, Instant until) {
  public static final TimeSpan ALWAYS = new TimeSpan(Instant.MIN, Instant.MAX);

  public boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(until);
  }
}
