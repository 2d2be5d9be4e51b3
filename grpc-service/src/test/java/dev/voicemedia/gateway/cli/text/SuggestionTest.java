package dev.voicemedia.gateway.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> KNOWN =
      List.of("play", "stop-play", "speak", "record", "events", "--call", "--call-control-id");

  @ParameterizedTest
  @CsvSource({
    "recrod, record",
    "event, events",
    "Speak, speak",
    "stopplay, stop-play",
    "--cal, --call",
    "--call-contol-id, --call-control-id",
    "bark,",
    "dance,",
  })
  void theNearestWordIfItIsNear(String word, String meant) {
    assertThat(Suggestion.of(word, KNOWN).orElse(null)).isEqualTo(meant);
  }
}
