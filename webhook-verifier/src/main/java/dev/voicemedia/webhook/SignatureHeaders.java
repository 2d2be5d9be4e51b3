package dev.voicemedia.webhook;

import dev.voicemedia.webhook.WebhookVerificationException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two headers of a signed webhook: present once each, and well formed. */
final class SignatureHeaders {

  static final String TIMESTAMP = "telnyx-timestamp";
  static final String SIGNATURE = "telnyx-signature-ed25519";

  private static final int SIGNATURE_BYTES = 64;

  private final String timestamp;
  private final long seconds;
  private final byte[] signature;

  private SignatureHeaders(String timestamp, long seconds, byte[] signature) {
    this.timestamp = timestamp;
    this.seconds = seconds;
    this.signature = signature;
  }

  static SignatureHeaders read(HeaderLookup headers) throws WebhookVerificationException {
    String timestamp = onlyValue(headers, TIMESTAMP);
    String signature = onlyValue(headers, SIGNATURE);
    return new SignatureHeaders(timestamp, parseTimestamp(timestamp), parseSignature(signature));
  }

  /** Returns a lookup in a map whose keys may be in any case, since servers differ. */
  static HeaderLookup lookupIn(Map<String, List<String>> headers) {
    return name -> {
      List<String> values = new ArrayList<>(1);
      headers.forEach(
          (key, list) -> {
            if (name.equalsIgnoreCase(key) && list != null) {
              values.addAll(list);
            }
          });
      return values;
    };
  }

  String timestamp() {
    return timestamp;
  }

  long seconds() {
    return seconds;
  }

  byte[] signature() {
    return signature;
  }

  private static String onlyValue(HeaderLookup headers, String name)
      throws WebhookVerificationException {
    @Nullable List<String> values = headers.valuesOf(name);
    if (values == null || values.isEmpty()) {
      throw new WebhookVerificationException(
          Reason.MISSING_HEADER, "header " + name + " is missing");
    }
    if (values.size() > 1) {
      throw new WebhookVerificationException(
          Reason.REPEATED_HEADER, "header " + name + " occurs more than once");
    }
    @Nullable String value = values.get(0);
    if (value == null) {
      throw new WebhookVerificationException(
          Reason.MISSING_HEADER, "header " + name + " has no value");
    }
    return value;
  }

  /** Written out, because {@link Long#parseLong} takes signs and the digits of other scripts. */
  private static long parseTimestamp(String text) throws WebhookVerificationException {
    if (text.isEmpty()) {
      throw malformedTimestamp();
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || seconds > (Long.MAX_VALUE - digit) / 10) {
        throw malformedTimestamp();
      }
      seconds = seconds * 10 + digit;
    }
    return seconds;
  }

  private static byte[] parseSignature(String text) throws WebhookVerificationException {
    byte[] signature = StrictBase64.decode(text, SIGNATURE_BYTES);
    if (signature == null) {
      throw new WebhookVerificationException(
          Reason.MALFORMED_SIGNATURE,
          "header " + SIGNATURE + ": expected the padded base64 of 64 bytes (88 characters)");
    }
    return signature;
  }

  private static WebhookVerificationException malformedTimestamp() {
    return new WebhookVerificationException(
        Reason.MALFORMED_TIMESTAMP,
        "header " + TIMESTAMP + ": expected Unix seconds in decimal digits");
  }
}
