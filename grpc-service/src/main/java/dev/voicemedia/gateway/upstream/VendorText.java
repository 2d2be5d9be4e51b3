package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.event.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Makes what stands in an answer fit for messages and logs: on one line, of bounded length, and
 * without the API key, which an answer may repeat.
 */
final class VendorText {
  private static final int MAX_CODE_POINTS = 300;

  private final ApiKeys apiKeys;

  VendorText(ApiKeys apiKeys) {
    this.apiKeys = apiKeys;
  }

  /** Empty for null. */
  String clean(@Nullable String text) {
    return text == null
        ? ""
        : PrintableText.shortened(PrintableText.oneLine(apiKeys.hiddenIn(text)), MAX_CODE_POINTS);
  }
}
