package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class Rfc8032VectorsTest {

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "rfc8032-ed25519.csv", maxCharsPerColumn = 4096)
  void theVectorsOfTheRfcVerify(
      String name, String privateKey, String publicKey, @Nullable String message, String signed) {
    byte[] bytes = HexFormat.of().parseHex(message == null ? "" : message);
    byte[] signature = HexFormat.of().parseHex(signed);
    byte[] encoded = HexFormat.of().parseHex(publicKey);
    TelnyxPublicKey key = TelnyxPublicKey.fromBase64(Base64.getEncoder().encodeToString(encoded));

    assertThat(key.signed(bytes, signature)).as(name).isTrue();
    assertThat(EdwardsPoint.BASE.times(secretScalar(privateKey)).encoded()).isEqualTo(encoded);

    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThat(key.signed(longer, signature)).as("%s and a zero byte", name).isFalse();
  }

  private static BigInteger secretScalar(String privateKey) {
    return EdwardsPoint.secretScalar(HexFormat.of().parseHex(privateKey));
  }
}
