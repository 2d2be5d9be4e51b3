package dev.voicemedia.gateway.access;

import java.util.List;

/**
 * Settings of the port that faces the internet.
 *
 * @param allowed ranges that webhooks may come from; empty for all
 * @param trustedProxies ranges of proxies whose X-Forwarded-For counts
 * @param verificationsPerSecond how many signatures are checked in a second; 4 or more
 */
public record PublicPort(
    List<Cidr> allowed, List<Cidr> trustedProxies, int verificationsPerSecond) {
  public static final int LEAST = 4;

  /** A processor can check about 13,000. */
  private static final int VERIFICATIONS_A_PROCESSOR = 10_000;

  public static final PublicPort DEFAULTS =
      new PublicPort(
          List.of(),
          List.of(),
          VERIFICATIONS_A_PROCESSOR * Runtime.getRuntime().availableProcessors());

  public PublicPort {
    allowed = List.copyOf(allowed);
    trustedProxies = List.copyOf(trustedProxies);
    if (verificationsPerSecond < LEAST) {
      throw new IllegalArgumentException(
          "verifications per second: "
              + verificationsPerSecond
              + ", expected "
              + LEAST
              + " or more");
    }
  }
}
