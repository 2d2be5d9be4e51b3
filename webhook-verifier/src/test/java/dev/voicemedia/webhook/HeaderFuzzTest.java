package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.voicemedia.webhook.WebhookVerificationException.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** No request that the key's holder did not sign is verified, and each gets the right reason. */
class HeaderFuzzTest {

  private static final String TIMESTAMP = "telnyx-timestamp";
  private static final String SIGNATURE = "telnyx-signature-ed25519";
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static final List<String> MESSAGES =
      List.of(
          "header telnyx-timestamp is missing",
          "header telnyx-signature-ed25519 is missing",
          "header telnyx-timestamp occurs more than once",
          "header telnyx-signature-ed25519 occurs more than once",
          "header telnyx-timestamp: expected Unix seconds in decimal digits",
          "header telnyx-signature-ed25519: expected the padded base64 of 64 bytes (88 characters)",
          "the signature is not valid under any of 1 public keys");

  private final WebhookVerifier verifier =
      WebhookVerifier.builder()
          .publicKeys(TelnyxPublicKey.fromBase64("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="))
          .build();

  /** The input reads like a request: {@code name: value} lines, an empty line, the body. */
  @FuzzTest(maxDuration = "60s")
  void headersAreSortedIntoTheRightReason(byte[] input) {
    String[] request = new String(input, StandardCharsets.ISO_8859_1).split("\n\n", 2);
    byte[] body = request[request.length - 1].getBytes(StandardCharsets.ISO_8859_1);
    Map<String, List<String>> headers = new HashMap<>();
    for (String line : request[0].split("\n", -1)) {
      String[] field = line.split(": ", 2);
      headers
          .computeIfAbsent(field[0], name -> new ArrayList<>())
          .add(field.length == 2 ? field[1] : "");
    }

    try {
      verifier.verify(body, headers);
      fail("verified without the key");
    } catch (WebhookVerificationException e) {
      assertThat(e.reason())
          .isEqualTo(expected(values(headers, TIMESTAMP), values(headers, SIGNATURE)));
      assertThat(e.getMessage()).isIn(MESSAGES);
    }
  }

  private static List<String> values(Map<String, List<String>> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().toLowerCase(Locale.ROOT).equals(name))
        .flatMap(header -> header.getValue().stream())
        .toList();
  }

  private static Reason expected(List<String> timestamps, List<String> signatures) {
    for (List<String> values : List.of(timestamps, signatures)) {
      if (values.size() != 1) {
        return values.isEmpty() ? Reason.MISSING_HEADER : Reason.REPEATED_HEADER;
      }
    }
    String timestamp = timestamps.get(0);
    if (!timestamp.matches("[0-9]+") || new BigInteger(timestamp).compareTo(LONG_MAX) > 0) {
      return Reason.MALFORMED_TIMESTAMP;
    }
    // Of the last character before the padding, four of six bits decode to nothing.
    return signatures.get(0).matches("[A-Za-z0-9+/]{85}[AQgw]==")
        ? Reason.NO_KEY_MATCHES
        : Reason.MALFORMED_SIGNATURE;
  }
}
