package dev.voicemedia.gateway.grpc;

import java.time.Duration;

/**
 * Limits of streams: how many there may be, how old they get, and how long they may stall.
 *
 * @param maxStreams open at the same time; more are refused
 * @param maxAge after which a client is asked to reconnect, give or take a tenth, so that streams
 *     which began together do not end together
 * @param stalledAfter time without accepting anything after which a stream is closed; the 128 KiB
 *     that may wait in its connection stay there until the client reads them or disconnects
 */
public record StreamSettings(int maxStreams, Duration maxAge, Duration stalledAfter) {
  public static final StreamSettings DEFAULTS =
      new StreamSettings(20_000, Duration.ofHours(1), Duration.ofMinutes(5));

  /** These, with another maximum age. */
  public StreamSettings withMaxAge(Duration age) {
    return new StreamSettings(maxStreams, age, stalledAfter);
  }
}
