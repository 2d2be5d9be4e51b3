package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LimitedBodyTest {
  @Test
  void jsonSaysTheSameInAscii() throws IOException {
    String json = "{\"détail\":\"語 😀 \\u00e9 \\\\ plain\"}";

    byte[] ascii = LimitedBody.asciiOf(json.getBytes(StandardCharsets.UTF_8));

    assertThat(new String(ascii, StandardCharsets.ISO_8859_1)).matches("\\p{ASCII}+");
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(new String(ascii, StandardCharsets.US_ASCII)))
        .isEqualTo(mapper.readTree(json));
  }
}
