package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.webhook.testing.WebhookSigner;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Every verdict is compared with that of Bouncy Castle's own verification, with which it shares the
 * arithmetic of the field alone. The two differ on an R of small order, see {@link
 * EdgeSignaturesTest}.
 */
class BouncyCastleComparisonTest {

  private static final int SIGNATURES_PER_KEY = 40;

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void signaturesGetTheSameVerdictValidOrChanged(@ForAll @Size(32) byte[] seed) {
    WebhookSigner signer = WebhookSigner.fromSeed(seed);
    Random random = new Random(EdwardsPoint.littleEndian(seed).longValue());
    for (int i = 0; i < SIGNATURES_PER_KEY; i++) {
      byte[] body = new byte[random.nextInt(300)];
      random.nextBytes(body);
      byte[] signature = signer.sign("17", body);
      byte[] message = message(body);

      assertThat(signer.publicKey().signed(message, signature)).isTrue();
      assertThat(bouncyCastle(signer, message, signature)).isTrue();

      int bit = random.nextInt(512);
      signature[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(signer.publicKey().signed(message, signature)).as("bit %d", bit).isFalse();
      assertThat(bouncyCastle(signer, message, signature)).as("bit %d", bit).isFalse();
    }
  }

  /** Made with the private key: R with a component of small order, and S one too high or low. */
  @Property(tries = 5, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void signaturesThatAreNearlyValidGetTheSameVerdict(
      @ForAll @Size(32) byte[] seed, @ForAll @Size(32) byte[] nonce) {
    WebhookSigner signer = WebhookSigner.fromSeed(seed);
    byte[] message = message(seed);
    BigInteger logarithm = EdwardsPoint.littleEndian(nonce).mod(EdwardsPoint.L);
    for (EdwardsPoint small : EdwardsPoint.smallOrder()) {
      byte[] r = EdwardsPoint.BASE.times(logarithm).plus(small).encoded();
      BigInteger s =
          EdwardsPoint.challenge(r, signer.publicKey().encoded(), message)
              .multiply(EdwardsPoint.secretScalar(seed))
              .add(logarithm)
              .mod(EdwardsPoint.L);
      for (int error = -1; error <= 1; error++) {
        byte[] signature = signature(r, s.add(BigInteger.valueOf(error)).mod(EdwardsPoint.L));
        assertThat(signer.publicKey().signed(message, signature))
            .as("S %+d", error)
            .isEqualTo(error == 0)
            .isEqualTo(bouncyCastle(signer, message, signature));
      }
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void pointsAreDecodedFromTheSameBytes(@ForAll @Size(32) byte[] bytes) {
    assertThat(AffinePoint.decode(bytes, 0) != null)
        .isEqualTo(Ed25519.validatePublicKeyPartial(bytes, 0));
  }

  private static boolean bouncyCastle(WebhookSigner signer, byte[] message, byte[] signature) {
    byte[] key = signer.publicKey().encoded();
    return Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
  }

  private static byte[] message(byte[] body) {
    return new SignedMessage("17", body).bytes();
  }

  private static byte[] signature(byte[] r, BigInteger s) {
    byte[] signature = Arrays.copyOf(r, 64);
    System.arraycopy(LittleEndian.bytes(s), 0, signature, 32, 32);
    return signature;
  }
}
