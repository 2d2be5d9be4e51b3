package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.eventlog.EventLogSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RetentionOptionsTest {

  @Test
  void withoutFlagsTheDefaultsHold() throws ConfigException {
    assertThat(limits()).isEqualTo(EventLogSettings.DEFAULTS);
  }

  @Test
  void timesAndSizesHaveUnits() throws ConfigException {
    assertThat(limits("--retention=12h", "--retention-bytes=500MiB", "--dedupe-window=10m"))
        .isEqualTo(
            EventLogSettings.keeping(Duration.ofHours(12), 500L << 20, Duration.ofMinutes(10)));
    assertThat(limits("--retention=90 m", "--retention-bytes=2TiB").retentionBytes())
        .isEqualTo(2L << 40);
  }

  @ParameterizedTest
  @CsvSource({
    "--retention-bytes=10, '--retention-bytes: 10, expected 64MiB or more'",
    "--retention-bytes=10GB, '--retention-bytes: 10GB, expected'",
    "--retention-bytes=63MiB, '--retention-bytes: 63MiB, expected'",
    "--dedupe-window=9m, '--dedupe-window: 540s, expected at least 10m'",
  })
  void whatCannotBeMeantIsToldWithItsFlag(String flag, String line) {
    assertThatThrownBy(() -> limits(flag))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "0d", "-1d", "P7D", "soon", "7w", "9999999s"})
  void timesWithoutAUnitAreRefused(String time) {
    assertThatThrownBy(() -> limits("--retention=" + time))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessage(
            "Invalid value for option '--retention': was "
                + time
                + ", expected a time such as 500ms, 45s, 90m, 12h or 7d");
  }

  private static EventLogSettings limits(String... flags) throws ConfigException {
    RetentionOptions options = new RetentionOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("retention", spec(options)))
        .registerConverter(Duration.class, TimeText::parse)
        .parseArgs(flags);
    return options.toSettings();
  }

  private static CommandLine.Model.CommandSpec spec(RetentionOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }
}
