package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Whatever stands where keys should be, it is keys or an IllegalArgumentException. */
class KeyFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void keysAreReadOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    refusedOr(
        () -> {
          TelnyxPublicKey key = TelnyxPublicKey.fromBase64(text);
          assertThat(Base64.getEncoder().encodeToString(key.encoded())).isEqualTo(text.strip());
        });
    refusedOr(
        () -> {
          TelnyxPublicKey key = TelnyxPublicKey.fromDer(input);
          assertThat(key.encoded()).isEqualTo(Arrays.copyOfRange(input, 12, 44));
        });
    refusedOr(
        () -> {
          TelnyxPublicKey key = TelnyxPublicKey.fromPem(text);
          assertThat(KeyFile.parse(text)).containsExactly(key);
        });
    refusedOr(
        () -> {
          List<TelnyxPublicKey> keys = KeyFile.parse(text);
          assertThat(keys).hasSizeLessThanOrEqualTo(text.length() / 44);
        });
  }

  private static void refusedOr(Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).matches("public key: .*|a PEM block has no end");
    }
  }
}
