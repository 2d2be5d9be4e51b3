package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelTest {
  @ParameterizedTest
  @ValueSource(strings = {"ERROR", "WARN", "INFO", "DEBUG", "debug", "Info"})
  void aLevelIsTaken(String level) {
    assertThatCode(() -> LogLevel.check(Map.of("VOICEMEDIA_LOG_LEVEL", level)))
        .doesNotThrowAnyException();
  }

  @Test
  void noneNeedsToBeSet() {
    assertThatCode(() -> LogLevel.check(Map.of())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LOUD", "INFO ", "TRACE", "ALL"})
  void anythingElseIsRefusedAndNotTakenForDebug(String level) {
    assertThatThrownBy(() -> LogLevel.check(Map.of("VOICEMEDIA_LOG_LEVEL", level)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("VOICEMEDIA_LOG_LEVEL: '" + level + "', expected ERROR, WARN, INFO or DEBUG");
  }
}
