package dev.voicemedia.gateway.grpc;

import java.time.Duration;

/**
 * How many streams there may be, for how long, and how their connections are kept alive.
 *
 * @param maxStreams open at the same time; more are refused
 * @param maxAge after which a stream is asked to come back, give or take a tenth, so that streams
 *     which began together do not end together
 * @param stalledAfter so long without accepting anything a stream is closed; the 128 KiB that may
 *     wait in its connection stay there until the client reads them or disconnects
 * @param pingEvery so long after the last sign of a client it is asked for one
 * @param pingTimeout so long after that its connection is given up
 */
public record StreamSettings(
    int maxStreams,
    Duration maxAge,
    Duration stalledAfter,
    Duration pingEvery,
    Duration pingTimeout) {

  /** Pings are as often as proxies need that end what is idle for a minute. */
  public static final StreamSettings DEFAULTS =
      new StreamSettings(
          20_000,
          Duration.ofHours(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20));

  /** These, with another maximum age. */
  public StreamSettings withMaxAge(Duration age) {
    return new StreamSettings(maxStreams, age, stalledAfter, pingEvery, pingTimeout);
  }
}
