package dev.voicemedia.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.voicemedia.webhook.testing.WebhookSigner;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelnyxPublicKeyTest {

  /** The public key of RFC 8032's first test. */
  private static final String HEX =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  private static final String BASE64 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
  private static final String DER_HEX = "302a300506032b6570032100" + HEX;
  private static final String PEM =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----
      """;

  private final TelnyxPublicKey key = TelnyxPublicKey.fromBase64(BASE64);

  @Test
  void theSameKeyIsReadFromAllThreeForms() {
    assertThat(key.encoded()).isEqualTo(HexFormat.of().parseHex(HEX));
    assertThat(TelnyxPublicKey.fromBase64(" \t" + BASE64 + "\r\n")).isEqualTo(key);
    assertThat(TelnyxPublicKey.fromDer(HexFormat.of().parseHex(DER_HEX))).isEqualTo(key);
    assertThat(TelnyxPublicKey.fromPem(PEM)).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(TelnyxPublicKey.fromPem("\n" + PEM.replace("\n", "\r\n"))).isEqualTo(key);
    assertThat(TelnyxPublicKey.fromPem(PEM.replace("\n", ""))).isEqualTo(key);
  }

  @Test
  void theKeysThatTheJdkMakesAreRead() throws Exception {
    byte[] der = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();

    TelnyxPublicKey read = TelnyxPublicKey.fromDer(der);

    assertThat(read.encoded()).isEqualTo(Arrays.copyOfRange(der, 12, 44));
  }

  @Test
  void theIdIsTheStartOfTheHashOfTheKey() {
    // printf d75a…511a | xxd -r -p | sha256sum
    assertThat(key.id()).isEqualTo("21fe31dfa154a261");
    assertThat(key).hasToString("TelnyxPublicKey[21fe31dfa154a261]");
  }

  @Test
  void keysDifferByTheirBytesAndCannotBeChanged() {
    TelnyxPublicKey other = WebhookSigner.random().publicKey();
    Arrays.fill(key.encoded(), (byte) 0);
    byte[] der = HexFormat.of().parseHex(DER_HEX);
    TelnyxPublicKey fromArray = TelnyxPublicKey.fromDer(der);
    Arrays.fill(der, (byte) 0);

    assertThat(key).isNotEqualTo(other).isNotEqualTo(BASE64);
    assertThat(key.hashCode()).isNotEqualTo(other.hashCode());
    assertThat(key.encoded()).isEqualTo(HexFormat.of().parseHex(HEX));
    assertThat(fromArray).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "KEY0123456789ABCDEF_secret",
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo==",
        "11qYAYKxCrfVS/7TyWQHOg 7hcvPapiMlrwIaaPcHURo=",
        HEX,
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      })
  void textThatIsNotTheBase64OfAKeyIsRefusedWithoutRepeatingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TelnyxPublicKey.fromBase64(text))
        .withMessage(
            "public key: expected the padded base64 of 32 bytes (44 characters), got "
                + text.length()
                + " characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp=",
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ==",
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURoA",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcH*Ro=",
      })
  void textOfTheRightLengthIsNotSaidToHaveAnotherOne(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TelnyxPublicKey.fromBase64(text))
        .withMessage(
            "public key: expected the padded base64 of 32 bytes (44 characters), got as many"
                + " characters, but not base64 of that form");
  }

  @Test
  void aKeyInTheUrlAlphabetIsRefusedWithWhatToWrite() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TelnyxPublicKey.fromBase64("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="))
        .withMessage(
            "public key: expected the padded base64 of 32 bytes (44 characters), got the URL"
                + " alphabet: write + for - and / for _");
  }

  @Test
  void pemOfAnythingElseIsRefused() {
    for (String text :
        new String[] {
          "",
          BASE64,
          "-----BEGIN PUBLIC KEY-----",
          "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----",
          "-----BEGIN PUBLIC KEY----------END PUBLIC KEY----",
          PEM.replace("BEGIN PUBLIC", "BEGIN PRIVATE"),
          PEM + "x",
          "x" + PEM,
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TelnyxPublicKey.fromPem(text))
          .withMessage(
              "public key: expected PEM from \"-----BEGIN PUBLIC KEY-----\" to"
                  + " \"-----END PUBLIC KEY-----\"");
    }
    for (String text :
        new String[] {
          "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----",
          PEM.replace("MCow", "MCo"),
          PEM.replace("MCow", "MCo!"),
          PEM.replace("\nMCow", "\nComment: x\nMCow"),
          PEM + PEM,
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TelnyxPublicKey.fromPem(text))
          .withMessage(
              "public key: expected PEM with the base64 of 44 bytes, as an Ed25519 key has");
    }
  }

  @Test
  void derOfAnythingElseIsRefused() throws Exception {
    byte[] good = HexFormat.of().parseHex(DER_HEX);
    byte[] x25519 = good.clone();
    x25519[8] = 0x6e;
    byte[] lastPrefixByte = good.clone();
    lastPrefixByte[11] = 1;
    byte[] agreement =
        KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic().getEncoded();
    for (byte[] der :
        new byte[][] {
          {}, x25519, lastPrefixByte, agreement, Arrays.copyOf(good, 43), Arrays.copyOf(good, 45),
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TelnyxPublicKey.fromDer(der))
          .withMessage(
              "public key: expected the DER of an Ed25519 SubjectPublicKeyInfo (44 bytes), got "
                  + der.length
                  + " bytes of something else");
    }
  }
}
