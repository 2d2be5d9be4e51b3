package dev.voicemedia.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.voicemedia.webhook.WebhookVerificationException.Reason;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] BODY = "{\"data\":{\"id\":\"1\"}}".getBytes(UTF_8);
  private static final String TIMESTAMP = "telnyx-timestamp";
  private static final String SIGNATURE = "telnyx-signature-ed25519";

  private final WebhookSigner signer = WebhookSigner.random();
  private final WebhookVerifier verifier = verifierAt(NOW);

  @Test
  void anAuthenticWebhookIsReturnedAsProof() throws Exception {
    VerifiedWebhook webhook = verifier.verify(BODY, signer.headers(NOW, BODY));

    assertThat(webhook.body()).isEqualTo(ByteBuffer.wrap(BODY));
    assertThat(webhook.bodyBytes()).isEqualTo(BODY);
    assertThat(webhook.timestamp()).isEqualTo(NOW);
    assertThat(webhook.signedTimestamp()).isEqualTo(Long.toString(NOW.getEpochSecond()));
    assertThat(webhook.signature())
        .isEqualTo(signer.sign(Long.toString(NOW.getEpochSecond()), BODY));
    assertThat(webhook.publicKey()).isEqualTo(signer.publicKey());
    assertThat(webhook)
        .hasToString(
            "VerifiedWebhook[timestamp=2026-03-01T12:00:00Z, publicKey=%s, body=19 bytes]"
                .formatted(signer.publicKey().id()));
  }

  @Test
  void theProofCannotBeChangedFromOutside() throws Exception {
    byte[] body = BODY.clone();
    VerifiedWebhook webhook = verifier.verify(body, signer.headers(NOW, body));

    Arrays.fill(body, (byte) 'x');
    Arrays.fill(webhook.bodyBytes(), (byte) 'x');
    Arrays.fill(webhook.signature(), (byte) 0);
    ByteBuffer view = webhook.body();
    view.position(5);

    assertThat(webhook.bodyBytes()).isEqualTo(BODY);
    assertThat(webhook.body().position()).isZero();
    assertThat(webhook.signature()).isNotEqualTo(new byte[64]);
    assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> view.put((byte) 0));
    assertThat(view.hasArray()).isFalse();
  }

  @Test
  void bodiesVerifyByTheirBytesWhateverTheirEncoding() throws Exception {
    byte[] notUtf8 = {(byte) 0xff, 0, (byte) 0xc3, '|', '\r', '\n', (byte) 0x80};
    for (byte[] body : List.of(notUtf8, new byte[0])) {
      assertThat(verifier.verify(body, signer.headers(NOW, body)).bodyBytes()).isEqualTo(body);
    }
  }

  @Test
  void headerNamesMatchInAnyCase() throws Exception {
    Map<String, List<String>> headers = signer.headers(NOW, BODY);
    Map<String, List<String>> upper = new HashMap<>();
    headers.forEach((name, values) -> upper.put(name.toUpperCase(Locale.ROOT), values));
    upper.put(null, List.of("HTTP/1.1 200 OK"));
    upper.put("Accept", null);

    assertThat(verifier.verify(BODY, upper)).isNotNull();
  }

  @Test
  void headersCanBeLookedUpByAFunction() throws Exception {
    Map<String, List<String>> headers = signer.headers(NOW, BODY);

    assertThat(verifier.verify(BODY, headers::get)).isNotNull();
    assertThat(verifier.verify(BODY, (String name) -> headers.get(name))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {TIMESTAMP, SIGNATURE})
  void aMissingHeaderIsRefused(String name) {
    Map<String, List<String>> headers = new HashMap<>(signer.headers(NOW, BODY));
    headers.remove(name);
    assertRefused(Reason.MISSING_HEADER, BODY, headers).withMessageContaining(name);
    assertThatExceptionOfType(WebhookVerificationException.class)
        .isThrownBy(() -> verifier.verify(BODY, headers::get))
        .returns(Reason.MISSING_HEADER, WebhookVerificationException::reason);

    headers.put(name, List.of());
    assertRefused(Reason.MISSING_HEADER, BODY, headers);
    headers.put(name, Arrays.asList((String) null));
    assertRefused(Reason.MISSING_HEADER, BODY, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {TIMESTAMP, SIGNATURE})
  void aRepeatedHeaderIsRefusedEvenWithEqualValues(String name) {
    Map<String, List<String>> headers = new HashMap<>(signer.headers(NOW, BODY));
    String value = headers.getOrDefault(name, List.of()).get(0);

    headers.put(name, List.of(value, value));
    assertRefused(Reason.REPEATED_HEADER, BODY, headers).withMessageContaining(name);

    headers.put(name, List.of(value));
    headers.put(name.toUpperCase(Locale.ROOT), List.of(value));
    assertRefused(Reason.REPEATED_HEADER, BODY, headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+1772366400",
        "-1772366400",
        " 1772366400",
        "1772366400 ",
        "1772366400\n",
        "1772366400.0",
        "1772366400,1772366400",
        "1_772_366_400",
        "0x69A3",
        "1e9",
        "١٧٧٢٣٦٦٤٠٠",
        "17723664०0",
        "9223372036854775808",
        "18446744075481918016",
        "18446744073709551616",
        "99999999999999999999999999999999999999",
      })
  void aTimestampThatIsNotDigitsOrOverflowsIsRefused(String timestamp) {
    assertRefused(Reason.MALFORMED_TIMESTAMP, BODY, signer.headers(timestamp, BODY))
        .withMessage("header telnyx-timestamp: expected Unix seconds in decimal digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775807",
        "9223372036854775800",
        "31556889864403199",
        "31556889864403200",
        "9223372035082409407",
        "4294967296000",
        "1772366400000",
      })
  void anExtremeTimestampDoesNotWrapIntoTheTolerance(String timestamp) {
    assertRefused(Reason.FROM_THE_FUTURE, BODY, signer.headers(timestamp, BODY));
  }

  @Test
  void theTimestampIsVerifiedAsItIsWritten() throws Exception {
    String padded = "000" + NOW.getEpochSecond();

    VerifiedWebhook webhook = verifier.verify(BODY, signer.headers(padded, BODY));

    assertThat(webhook.signedTimestamp()).isEqualTo(padded);
    assertThat(webhook.timestamp()).isEqualTo(NOW);
    Map<String, List<String>> other = new HashMap<>(signer.headers(padded, BODY));
    other.put(TIMESTAMP, List.of(Long.toString(NOW.getEpochSecond())));
    assertRefused(Reason.NO_KEY_MATCHES, BODY, other);
  }

  @Test
  void aSignatureThatIsNotStrictBase64IsRefused() {
    Map<String, List<String>> headers = new HashMap<>(signer.headers(NOW, BODY));
    String good = headers.getOrDefault(SIGNATURE, List.of()).get(0);
    // The last character before the padding holds four bits that decode to nothing.
    char last = good.charAt(85);
    String looseBits = good.substring(0, 85) + (char) (last + 1) + "==";
    for (String bad :
        List.of(
            "",
            "==",
            good.substring(0, 86),
            good.substring(0, 87),
            good + "=",
            good + good,
            " " + good,
            good + "\n",
            looseBits,
            "_" + good.substring(1),
            "é" + good.substring(1),
            "=" + good.substring(1),
            good.substring(0, 40) + "\r\n" + good.substring(42),
            good.substring(0, 84) + "AAAA",
            good.substring(0, 84),
            "A".repeat(84) + "AAA=",
            "0".repeat(128))) {
      headers.put(SIGNATURE, List.of(bad));
      assertRefused(Reason.MALFORMED_SIGNATURE, BODY, headers)
          .withMessage(
              "header telnyx-signature-ed25519: expected the padded base64 of 64 bytes"
                  + " (88 characters)");
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1", "-299", "299", "-300", "300"})
  void bothEndsOfTheToleranceAreInside(int seconds) throws Exception {
    Instant signedAt = NOW.plusSeconds(seconds);

    assertThat(verifier.verify(BODY, signer.headers(signedAt, BODY)).timestamp())
        .isEqualTo(signedAt);
  }

  @Test
  void anAuthenticWebhookOutsideTheToleranceIsRefusedAsStaleOrFromTheFuture() {
    assertRefused(Reason.STALE, BODY, signer.headers(NOW.minusSeconds(301), BODY))
        .withMessage(
            "authentic, but signed at 1772366099 (Unix seconds), more than 300 s from 1772366400"
                + " by this clock");
    assertRefused(Reason.STALE, BODY, signer.headers("0", BODY));
    assertRefused(Reason.FROM_THE_FUTURE, BODY, signer.headers(NOW.plusSeconds(301), BODY));

    WebhookVerifier aMomentLater = verifierAt(NOW.plusNanos(1));
    assertRefused(aMomentLater, Reason.STALE, BODY, signer.headers(NOW.minusSeconds(300), BODY));
  }

  @Test
  void howFarTheTimestampIsOffIsMeasured() {
    assertThat(refusalOf(signer.headers(NOW.minusSeconds(3600), BODY)).age())
        .isEqualTo(Duration.ofHours(1));
    assertThat(refusalOf(signer.headers(NOW.plusSeconds(3600), BODY)).age())
        .isEqualTo(Duration.ofHours(-1));
    assertThat(refusalOf(Map.of()).age()).isZero();
  }

  private WebhookVerificationException refusalOf(Map<String, List<String>> headers) {
    return catchThrowableOfType(
        WebhookVerificationException.class, () -> verifierAt(NOW).verify(BODY, headers));
  }

  @Test
  void forgeriesAreNeverCalledStale() {
    Map<String, List<String>> old = signer.headers(NOW.minusSeconds(3600), BODY);

    assertRefused(Reason.NO_KEY_MATCHES, "{}".getBytes(UTF_8), old)
        .withMessage("the signature is not valid under any of 1 public keys");
    assertRefused(
        Reason.NO_KEY_MATCHES, BODY, WebhookSigner.random().headers(NOW.minusSeconds(3600), BODY));
  }

  @Test
  void theToleranceCanBeSetButNotSwitchedOff() throws Exception {
    WebhookVerifier strict =
        WebhookVerifier.builder()
            .publicKeys(signer.publicKey())
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .tolerance(Duration.ofSeconds(5))
            .build();

    assertThat(strict.verify(BODY, signer.headers(NOW.plusSeconds(5), BODY))).isNotNull();
    assertRefused(strict, Reason.STALE, BODY, signer.headers(NOW.minusSeconds(6), BODY));
    for (Duration off :
        List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(1).plusNanos(1))) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> WebhookVerifier.builder().tolerance(off))
          .withMessageContaining(off.toString());
    }
    assertThat(WebhookVerifier.builder().tolerance(Duration.ofDays(1))).isNotNull();
  }

  @Test
  void theFirstKeyThatMatchesIsNamed() throws Exception {
    WebhookSigner other = WebhookSigner.random();
    WebhookVerifier two =
        WebhookVerifier.builder()
            .publicKeys(other.publicKey(), signer.publicKey(), signer.publicKey())
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();

    assertThat(two.verify(BODY, signer.headers(NOW, BODY)).publicKey())
        .isSameAs(signer.publicKey());
    assertThat(two.verify(BODY, other.headers(NOW, BODY)).publicKey()).isSameAs(other.publicKey());
    assertRefused(two, Reason.NO_KEY_MATCHES, BODY, WebhookSigner.random().headers(NOW, BODY))
        .withMessage("the signature is not valid under any of 2 public keys");
  }

  @Test
  void aVerifierWithoutKeysCannotBeBuilt() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> WebhookVerifier.builder().build())
        .withMessage("public keys: expected at least one, none was set");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> WebhookVerifier.builder().publicKeys())
        .withMessage("public keys: expected at least one, got none");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                WebhookVerifier.builder()
                    .publicKeys(signer.publicKey())
                    .publicKeys(signer.publicKey()))
        .withMessage("public keys: already set");
  }

  @Test
  void theSystemClockIsUsedUnlessAnotherIsSet() throws Exception {
    WebhookVerifier byDefault = WebhookVerifier.builder().publicKeys(signer.publicKey()).build();

    assertThat(byDefault.verify(BODY, signer.headers(Instant.now(), BODY))).isNotNull();
  }

  private WebhookVerifier verifierAt(Instant now) {
    return WebhookVerifier.builder()
        .publicKeys(signer.publicKey())
        .clock(Clock.fixed(now, ZoneOffset.UTC))
        .build();
  }

  private ThrowableAssertAlternative<WebhookVerificationException> assertRefused(
      Reason reason, byte[] body, Map<String, List<String>> headers) {
    return assertRefused(verifier, reason, body, headers);
  }

  private static ThrowableAssertAlternative<WebhookVerificationException> assertRefused(
      WebhookVerifier verifier, Reason reason, byte[] body, Map<String, List<String>> headers) {
    return assertThatExceptionOfType(WebhookVerificationException.class)
        .isThrownBy(() -> verifier.verify(body, headers))
        .returns(reason, WebhookVerificationException::reason);
  }
}
