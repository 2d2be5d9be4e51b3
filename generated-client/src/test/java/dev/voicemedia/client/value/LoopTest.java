package dev.voicemedia.client.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.model.StartPlaybackRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTest {

  private static final ObjectMapper JSON = ApiClient.createDefaultObjectMapper();

  @Test
  void isANumberOrTheTextInfinityInJson() throws Exception {
    assertThat(JSON.writeValueAsString(new StartPlaybackRequest().loop(Loop.times(100))))
        .isEqualTo("{\"loop\":100}");
    assertThat(JSON.writeValueAsString(new StartPlaybackRequest().loop(Loop.infinite())))
        .isEqualTo("{\"loop\":\"infinity\"}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"1, 1", "100, 100", "\"5\", 5", "\"infinity\", infinity"})
  void isReadFromANumberOrAText(String json, String expected) throws Exception {
    StartPlaybackRequest request =
        JSON.readValue("{\"loop\":" + json + "}", StartPlaybackRequest.class);

    assertThat(request.getLoop()).hasToString(expected);
  }

  @Test
  void nullIsAbsence() throws Exception {
    assertThat(JSON.readValue("{\"loop\":null}", StartPlaybackRequest.class).getLoop()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "101", "-1", "1.5", "\"forever\"", "\"\"", "\"+5\"", "true", "99999999999"})
  void refusesWhatIsNeither(String json) {
    assertThatThrownBy(() -> JSON.readValue(json, Loop.class))
        .hasMessageContaining("expected a whole number from 1 to 100, or infinity");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 101})
  void cannotBeMadeOutOfRange(int times) {
    assertThatThrownBy(() -> Loop.times(times))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loop is " + times + "; expected a whole number from 1 to 100, or infinity");
  }

  @Test
  void saysHowOften() {
    assertThat(Loop.times(7).times()).hasValue(7);
    assertThat(Loop.times(7).isInfinite()).isFalse();
    assertThat(Loop.infinite().times()).isEmpty();
    assertThat(Loop.infinite().isInfinite()).isTrue();
    assertThat(Loop.times(7)).isEqualTo(Loop.times(7)).isNotEqualTo(Loop.infinite());
    assertThat(Loop.times(7)).hasSameHashCodeAs(Loop.times(7));
  }
}
