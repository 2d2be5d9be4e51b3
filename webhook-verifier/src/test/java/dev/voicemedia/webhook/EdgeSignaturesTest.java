package dev.voicemedia.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.voicemedia.webhook.WebhookVerificationException.Reason;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures and keys that are close to valid, made by whoever knows the private key. */
class EdgeSignaturesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String TIMESTAMP = Long.toString(NOW.getEpochSecond());
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final byte[] MESSAGE = (TIMESTAMP + "|{}").getBytes(UTF_8);

  private final WebhookSigner signer = WebhookSigner.random();
  private final byte[] publicKey = signer.publicKey().encoded();
  private final BigInteger secret = EdwardsPoint.secretScalar(signer.seed());
  private final WebhookVerifier verifier =
      WebhookVerifier.builder()
          .publicKeys(signer.publicKey())
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .build();

  @Test
  void aSignatureCraftedByTheRulesIsAccepted() {
    BigInteger nonce = new BigInteger("123456789012345678901234567890");
    byte[] r = EdwardsPoint.BASE.times(nonce).encoded();

    assertThatCode(() -> verify(signature(r, answer(r, nonce)))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 14})
  void theSameSignatureWithAMultipleOfTheOrderAddedToSIsRefused(int times) {
    byte[] good = signer.sign(TIMESTAMP, BODY);
    byte[] r = Arrays.copyOf(good, 32);
    BigInteger s = EdwardsPoint.littleEndian(Arrays.copyOfRange(good, 32, 64));

    assertThatCode(() -> verify(signature(r, s))).doesNotThrowAnyException();
    assertRefused(signature(r, s.add(EdwardsPoint.L.multiply(BigInteger.valueOf(times)))));
  }

  @Test
  void sMustBeBelowTheOrderItself() {
    byte[] r = signer.sign(TIMESTAMP, BODY);
    for (BigInteger s :
        List.of(
            EdwardsPoint.L.subtract(BigInteger.ONE),
            EdwardsPoint.L,
            EdwardsPoint.L.add(BigInteger.ONE),
            BigInteger.TWO.pow(252),
            BigInteger.TWO.pow(253),
            BigInteger.TWO.pow(255),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
            BigInteger.ZERO)) {
      assertRefused(signature(Arrays.copyOf(r, 32), s));
    }
  }

  @Test
  void anROfSmallOrderIsRefusedThoughTheEquationHolds() {
    for (EdwardsPoint point : EdwardsPoint.smallOrder()) {
      byte[] r = point.encoded();
      assertRefused(signature(r, answer(r, BigInteger.ZERO)));
    }
  }

  @Test
  void bouncyCastleAloneWouldTakeTheNeutralPointAsR() {
    byte[] r = EdwardsPoint.NEUTRAL.encoded();
    byte[] signature = signature(r, answer(r, BigInteger.ZERO));

    assertThat(Ed25519.verify(signature, 0, publicKey, 0, MESSAGE, 0, MESSAGE.length)).isTrue();
    assertRefused(signature);
  }

  /** As RFC 8032 states its equation; only the key's holder can make such a signature. */
  @Test
  void anRWithASmallComponentIsAcceptedByTheEquationWithTheCofactor() throws Exception {
    BigInteger nonce = BigInteger.valueOf(8032);
    for (EdwardsPoint small : EdwardsPoint.smallOrder()) {
      byte[] r = EdwardsPoint.BASE.times(nonce).plus(small).encoded();
      byte[] signature = signature(r, answer(r, nonce));

      assertThatCode(() -> verify(signature)).doesNotThrowAnyException();
      assertThat(JdkEd25519.verify(signer.publicKey(), MESSAGE, signature))
          .as("the JDK's provider leaves the cofactor out")
          .isEqualTo(small.equals(EdwardsPoint.NEUTRAL));
    }
  }

  @ParameterizedTest
  @MethodSource("nonCanonicalPoints")
  void anRThatIsNotCanonicalIsRefused(byte[] r) {
    assertRefused(signature(r, answer(r, BigInteger.ZERO)));
  }

  @Test
  void anRThatIsNotOnTheCurveIsRefused() {
    byte[] r = EdwardsPoint.encode(BigInteger.TWO, false);

    assertRefused(signature(r, answer(r, BigInteger.ZERO)));
  }

  @Test
  void allZeroesAndAllOnesAreRefused() {
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 0xff);

    assertRefused(new byte[64]);
    assertRefused(ones);
  }

  @Test
  void aSignatureUnderAnotherTimestampOfTheSameSecondIsRefused() {
    Map<String, List<String>> headers = headers(signer.sign("0" + TIMESTAMP, BODY));

    assertThatExceptionOfType(WebhookVerificationException.class)
        .isThrownBy(() -> verifier.verify(BODY, headers))
        .returns(Reason.NO_KEY_MATCHES, WebhookVerificationException::reason);
  }

  @Test
  void theBarBetweenTimestampAndBodyCannotBeMoved() {
    // Timestamp and body join to the same characters, but for the bar.
    byte[] signature = signer.sign("17", "72366400|{}".getBytes(UTF_8));

    assertRefused(signature);
  }

  @Test
  void keysOfSmallOrderAreRefused() {
    for (EdwardsPoint point : EdwardsPoint.smallOrder()) {
      assertKeyRefused(point.encoded());
    }
  }

  @Test
  void keysWithASmallComponentAreRefused() {
    EdwardsPoint good = EdwardsPoint.BASE.times(secret);
    assertThat(good.encoded()).isEqualTo(publicKey);

    for (EdwardsPoint small : EdwardsPoint.smallOrder().subList(1, 8)) {
      assertKeyRefused(good.plus(small).encoded());
    }
  }

  @ParameterizedTest
  @MethodSource("nonCanonicalPoints")
  void keysThatAreNotCanonicalAreRefused(byte[] key) {
    assertKeyRefused(key);
  }

  @Test
  void keysThatAreNotOnTheCurveAreRefused() {
    assertKeyRefused(EdwardsPoint.encode(BigInteger.TWO, false));
  }

  /** Every number from p to 2^255 - 1, and the two points whose x is 0 with the sign bit set. */
  static Stream<byte[]> nonCanonicalPoints() {
    Stream<byte[]> tooLarge =
        Stream.iterate(EdwardsPoint.P, y -> y.bitLength() == 255, y -> y.add(BigInteger.ONE))
            .flatMap(y -> Stream.of(false, true).map(sign -> EdwardsPoint.encode(y, sign)));
    Stream<byte[]> minusZero =
        Stream.of(BigInteger.ONE, EdwardsPoint.P.subtract(BigInteger.ONE))
            .map(y -> EdwardsPoint.encode(y, true));
    return Stream.concat(tooLarge, minusZero);
  }

  /** The S that goes with R and its discrete logarithm; 0 for points of small order. */
  private BigInteger answer(byte[] r, BigInteger nonce) {
    BigInteger challenge = EdwardsPoint.challenge(r, publicKey, MESSAGE);
    return challenge.multiply(secret).add(nonce).mod(EdwardsPoint.L);
  }

  private static byte[] signature(byte[] r, BigInteger s) {
    byte[] signature = Arrays.copyOf(r, 64);
    System.arraycopy(EdwardsPoint.littleEndian(s), 0, signature, 32, 32);
    return signature;
  }

  private void assertRefused(byte[] signature) {
    assertThatExceptionOfType(WebhookVerificationException.class)
        .isThrownBy(() -> verify(signature))
        .returns(Reason.NO_KEY_MATCHES, WebhookVerificationException::reason);
  }

  private static void assertKeyRefused(byte[] key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TelnyxPublicKey.fromBase64(Base64.getEncoder().encodeToString(key)))
        .withMessage("public key: the 32 bytes are not a canonical Ed25519 point of prime order");
  }

  private VerifiedWebhook verify(byte[] signature) throws WebhookVerificationException {
    return verifier.verify(BODY, headers(signature));
  }

  private static Map<String, List<String>> headers(byte[] signature) {
    return Map.of(
        "telnyx-timestamp",
        List.of(TIMESTAMP),
        "telnyx-signature-ed25519",
        List.of(Base64.getEncoder().encodeToString(signature)));
  }
}
