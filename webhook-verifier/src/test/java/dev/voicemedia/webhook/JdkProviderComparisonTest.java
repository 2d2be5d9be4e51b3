package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.webhook.WebhookVerificationException.Reason;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/**
 * Every verdict is compared with that of the JDK's own Ed25519. The two differ on points with a
 * component of small order alone, which random input does not meet; see {@link EdgeSignaturesTest}.
 */
class JdkProviderComparisonTest {

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void validSignaturesAreAcceptedByBoth(
      @ForAll @Size(32) byte[] seed,
      @ForAll @Size(max = 2000) byte[] body,
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long seconds)
      throws Exception {
    Case webhook = new Case(seed, Long.toString(seconds), body);

    assertThat(webhook.ours(body, webhook.timestamp, webhook.signature)).isEmpty();
    assertThat(webhook.jdk(body, webhook.timestamp, webhook.signature)).isTrue();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void arbitrarySignaturesGetTheSameVerdict(
      @ForAll @Size(32) byte[] seed,
      @ForAll @Size(max = 200) byte[] body,
      @ForAll @Size(32) byte[] half,
      @ForAll boolean replaceR)
      throws Exception {
    Case webhook = new Case(seed, "1772366400", body);
    byte[] signature = webhook.signature.clone();
    System.arraycopy(half, 0, signature, replaceR ? 0 : 32, 32);

    assertThat(webhook.ours(body, webhook.timestamp, signature).isEmpty())
        .isEqualTo(webhook.jdk(body, webhook.timestamp, signature));
  }

  @Property(tries = 3, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void everySingleBitFlipIsRefusedByBoth(
      @ForAll @Size(32) byte[] seed, @ForAll @Size(min = 1, max = 32) byte[] body)
      throws Exception {
    Case webhook = new Case(seed, "1772366400", body);

    for (int bit = 0; bit < 512; bit++) {
      byte[] flipped = flip(webhook.signature, bit);
      assertThat(webhook.ours(body, webhook.timestamp, flipped))
          .as("bit %d of the signature", bit)
          .contains(Reason.NO_KEY_MATCHES);
      assertThat(webhook.jdk(body, webhook.timestamp, flipped)).isFalse();
    }
    for (int bit = 0; bit < 8 * body.length; bit++) {
      byte[] flipped = flip(body, bit);
      assertThat(webhook.ours(flipped, webhook.timestamp, webhook.signature))
          .as("bit %d of the body", bit)
          .contains(Reason.NO_KEY_MATCHES);
      assertThat(webhook.jdk(flipped, webhook.timestamp, webhook.signature)).isFalse();
    }
    for (int bit = 0; bit < 8 * webhook.timestamp.length(); bit++) {
      String flipped = flip(webhook.timestamp, bit);
      boolean digits = flipped.matches("[0-9]+");
      assertThat(webhook.ours(body, flipped, webhook.signature))
          .as("bit %d of the timestamp", bit)
          .contains(digits ? Reason.NO_KEY_MATCHES : Reason.MALFORMED_TIMESTAMP);
      assertThat(webhook.jdk(body, flipped, webhook.signature)).isFalse();
    }
  }

  @Property(tries = 3, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void everySingleBitFlipOfTheSignatureHeaderIsRefused(
      @ForAll @Size(32) byte[] seed, @ForAll @Size(max = 32) byte[] body) {
    Case webhook = new Case(seed, "1772366400", body);
    String header = Base64.getEncoder().encodeToString(webhook.signature);

    for (int bit = 0; bit < 8 * header.length(); bit++) {
      assertThat(webhook.verdict(body, webhook.timestamp, flip(header, bit)))
          .as("bit %d of the header", bit)
          .get()
          .isIn(Reason.NO_KEY_MATCHES, Reason.MALFORMED_SIGNATURE);
    }
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static String flip(String text, int bit) {
    return new String(
        flip(text.getBytes(StandardCharsets.ISO_8859_1), bit), StandardCharsets.ISO_8859_1);
  }

  /** One signed webhook, and both verdicts on it and on variations. */
  private static final class Case {
    final WebhookSigner signer;
    final String timestamp;
    final byte[] signature;
    final WebhookVerifier verifier;

    Case(byte[] seed, String timestamp, byte[] body) {
      this.signer = WebhookSigner.fromSeed(seed);
      this.timestamp = timestamp;
      this.signature = signer.sign(timestamp, body);
      this.verifier =
          WebhookVerifier.builder()
              .publicKeys(signer.publicKey())
              .clock(Clock.fixed(Instant.ofEpochSecond(Long.parseLong(timestamp)), ZoneOffset.UTC))
              .build();
    }

    Optional<Reason> ours(byte[] body, String timestamp, byte[] signature) {
      return verdict(body, timestamp, Base64.getEncoder().encodeToString(signature));
    }

    Optional<Reason> verdict(byte[] body, String timestamp, String signature) {
      Map<String, List<String>> headers = new HashMap<>();
      headers.put("telnyx-timestamp", List.of(timestamp));
      headers.put("telnyx-signature-ed25519", List.of(signature));
      try {
        verifier.verify(body, headers);
        return Optional.empty();
      } catch (WebhookVerificationException e) {
        return Optional.of(e.reason());
      }
    }

    boolean jdk(byte[] body, String timestamp, byte[] signature) throws GeneralSecurityException {
      byte[] prefix = (timestamp + "|").getBytes(StandardCharsets.ISO_8859_1);
      byte[] message = Arrays.copyOf(prefix, prefix.length + body.length);
      System.arraycopy(body, 0, message, prefix.length, body.length);
      return JdkEd25519.verify(signer.publicKey(), message, signature);
    }
  }
}
