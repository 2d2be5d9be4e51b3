package dev.voicemedia.simulator;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where webhooks go.
 *
 * @param url null sends none
 * @param failover where a webhook goes at once when the first URL does not accept it; null for none
 */
record WebhookUrls(@Nullable URI url, @Nullable URI failover) {

  /**
   * Returns the URL if webhooks can be sent to it; null if it is null.
   *
   * @throws IllegalArgumentException if they cannot
   */
  static @Nullable URI check(String name, @Nullable URI candidate) {
    return candidate == null ? null : require(name, candidate);
  }

  /**
   * Returns the URL if webhooks can be sent to it.
   *
   * @throws IllegalArgumentException if they cannot
   */
  static URI require(String name, URI candidate) {
    boolean web = "http".equals(candidate.getScheme()) || "https".equals(candidate.getScheme());
    if (!web || candidate.getHost() == null) {
      throw new IllegalArgumentException(
          name + " is \"" + candidate + "\", expected an http or https URL");
    }
    return candidate;
  }
}
