package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

  @TempDir private Path folder;

  @Test
  void theKeyIsKeptForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("dev/signing.key");

    String publicKey = SigningKey.keptIn(file).publicKey();

    assertThat(SigningKey.keptIn(file).publicKey()).isEqualTo(publicKey);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatHoldsNoKeyIsRefusedWithoutShowingIt() throws IOException {
    Path file = folder.resolve("signing.key");

    Files.writeString(file, "not base64 at all!");
    assertThatThrownBy(() -> SigningKey.keptIn(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("not base64 at all!");
    Files.writeString(file, "c2hvcnQ=");
    assertThatThrownBy(() -> SigningKey.keptIn(file)).hasMessageContaining("holds 5 bytes");
  }
}
