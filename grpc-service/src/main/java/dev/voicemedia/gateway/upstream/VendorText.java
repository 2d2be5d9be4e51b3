package dev.voicemedia.gateway.upstream;

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
    if (text == null) {
      return "";
    }
    String line =
        text.replace(apiKey.value(), "[hidden]").replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ").strip();
    return line.codePointCount(0, line.length()) <= MAX_CODE_POINTS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_CODE_POINTS)) + "…";
  }
}
