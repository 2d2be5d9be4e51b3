package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.event.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Makes what stands in an answer fit for messages and logs: on one line, of bounded length, and
 * without the API key, which an answer may repeat.
 */
final class VendorText {
  private static final int MAX_CODE_POINTS = 300;

  private final ApiKey apiKey;

  VendorText(ApiKey apiKey) {
    this.apiKey = apiKey;
  }

  /** Empty for null. */
  String clean(@Nullable String text) {
    return text == null
        ? ""
        : PrintableText.shortened(
            PrintableText.oneLine(text.replace(apiKey.value(), "[hidden]")), MAX_CODE_POINTS);
  }
}
