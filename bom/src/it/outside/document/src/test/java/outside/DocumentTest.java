package outside;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DocumentTest {
  @Test
  void theDocumentIsInTheJar() throws Exception {
    try (InputStream document =
        ClassLoader.getSystemResourceAsStream("dev/voicemedia/openapi/telnyx-voice-media.yaml")) {
      String text = new String(document.readAllBytes(), StandardCharsets.UTF_8);

      assertTrue(text.startsWith("openapi: 3.1"));
    }
  }
}
