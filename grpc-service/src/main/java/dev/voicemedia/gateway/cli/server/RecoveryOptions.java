package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.cli.text.DurationConverter;
import dev.voicemedia.gateway.cli.text.DurationOrZero;
import dev.voicemedia.gateway.recovery.RecoverySettings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** Settings of how webhooks are recovered that Telnyx could not deliver. */
final class RecoveryOptions {
  @Option(
      names = "--recover-max-age",
      paramLabel = "DURATION",
      converter = DurationOrZero.class,
      defaultValue = "${env:VOICEMEDIA_RECOVER_MAX_AGE}",
      description =
          "how long after Telnyx gave a webhook up its event is still recovered from Telnyx's list"
              + " of deliveries, at most the dedupe window; 0 for never"
              + " [VOICEMEDIA_RECOVER_MAX_AGE] (default: ${DEFAULT-VALUE})")
  Duration maxAge = RecoverySettings.DEFAULTS.maxAge();

  @Option(
      names = "--webhook-url",
      paramLabel = "URL",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_URL}",
      description =
          "URL that Telnyx sends this gateway's webhooks to, by which its deliveries are recognised"
              + " in Telnyx's list; several separated by commas [VOICEMEDIA_WEBHOOK_URL] (default:"
              + " what received webhooks say)")
  String webhookUrls = "";

  /**
   * @param simulated whether Telnyx is, so that its list of deliveries may come over plain http
   * @throws ConfigException naming the setting that is wrong
   */
  RecoverySettings toSettings(Duration dedupeWindow, boolean simulated) throws ConfigException {
    if (maxAge.isNegative() || maxAge.compareTo(dedupeWindow) > 0) {
      throw new ConfigException(
          "--recover-max-age: %s, expected at most the dedupe window, %s"
              .formatted(DurationConverter.format(maxAge), DurationConverter.format(dedupeWindow)));
    }
    Set<String> urls = new LinkedHashSet<>();
    if (!webhookUrls.isBlank()) {
      for (String url : webhookUrls.split(",", -1)) {
        urls.add(checked(url.strip()));
      }
    }
    return new RecoverySettings(maxAge, urls, simulated);
  }

  private static String checked(String text) throws ConfigException {
    try {
      URI url = URI.create(text);
      if (("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
          && url.getHost() != null) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw new ConfigException(
        "--webhook-url: "
            + text
            + ", expected a URL such as https://voice.example.com/webhooks/telnyx");
  }
}
