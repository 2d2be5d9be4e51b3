package dev.voicemedia.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A value set that may grow must not become a Java enum, which would lose the values it does not
 * know. Each needs a schemaMapping to String in the POM of this module.
 */
class OpenValueSetsTest {

  private static final Path DOCUMENT =
      Path.of("..", "api-spec", "src", "main", "openapi", "telnyx-voice-media.yaml");
  private static final Pattern OPEN_SET =
      Pattern.compile(
          "^    (\\w+):\\n(?:      .*\\n)*?      x-open-values: true$", Pattern.MULTILINE);

  @Test
  void noOpenValueSetOfTheDocumentIsAnEnum() throws IOException {
    List<String> openSets =
        OPEN_SET.matcher(Files.readString(DOCUMENT)).results().map(r -> r.group(1)).toList();

    assertThat(openSets).contains("SpeakLanguage", "TranscriptionLanguage", "PlaybackStatus");
    assertThat(openSets).filteredOn(OpenValueSetsTest::isGenerated).isEmpty();
  }

  @Test
  void noPropertyOfAWebhookIsAnEnum() throws IOException {
    List<String> enums;
    try (var sources = Files.walk(Path.of("target", "generated-sources", "openapi"))) {
      enums =
          sources
              .filter(file -> file.getFileName().toString().matches("(Call|Webhook).*\\.java"))
              .filter(OpenValueSetsTest::declaresAnEnum)
              .map(Path::toString)
              .toList();
    }

    assertThat(enums).isEmpty();
  }

  private static boolean isGenerated(String schema) {
    try {
      Class.forName("dev.voicemedia.client.model." + schema);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean declaresAnEnum(Path source) {
    try {
      return Files.readString(source).contains(" enum ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
