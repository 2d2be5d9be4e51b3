package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Whatever stands where a key should be, it is either a key or an IllegalArgumentException. */
class KeyFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void base64KeysAreReadOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      TelnyxPublicKey key = TelnyxPublicKey.fromBase64(text);
      assertThat(Base64.getEncoder().encodeToString(key.encoded())).isEqualTo(text.strip());
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("public key: ");
    }
  }

  @FuzzTest(maxDuration = "60s")
  void derKeysAreReadOrRefused(byte[] input) {
    try {
      TelnyxPublicKey key = TelnyxPublicKey.fromDer(input);
      assertThat("302a300506032b6570032100" + HexFormat.of().formatHex(key.encoded()))
          .isEqualTo(HexFormat.of().formatHex(input));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("public key: ");
    }
  }

  @FuzzTest(maxDuration = "60s")
  void keyFilesAreReadOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      List<TelnyxPublicKey> keys = KeyFile.parse(text);
      assertThat(keys).hasSizeLessThanOrEqualTo(text.length() / 44);
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).matches("public key: .*|a PEM block has no end");
    }
  }
}
