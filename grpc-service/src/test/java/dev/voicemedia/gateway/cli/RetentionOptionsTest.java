package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.config.ConfigException;
import dev.voicemedia.gateway.config.LogLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RetentionOptionsTest {

  @Test
  void withoutFlagsTheDefaultsHold() throws ConfigException {
    assertThat(limits()).isEqualTo(LogLimits.DEFAULTS);
  }

  @Test
  void timesAndSizesHaveUnits() throws ConfigException {
    assertThat(limits("--retention=12h", "--retention-bytes=500MiB", "--dedupe-window=10m"))
        .isEqualTo(new LogLimits(Duration.ofHours(12), 500L << 20, Duration.ofMinutes(10)));
    assertThat(limits("--retention=90 m", "--retention-bytes=2TiB").retentionBytes())
        .isEqualTo(2L << 40);
  }

  @ParameterizedTest
  @CsvSource({
    "--retention=7, '--retention: 7, expected minutes, hours or days'",
    "--retention=0d, '--retention: 0d, expected'",
    "--retention=-1d, '--retention: -1d, expected'",
    "--retention=P7D, '--retention: P7D, expected'",
    "--retention-bytes=10, '--retention-bytes: 10, expected 64MiB or more'",
    "--retention-bytes=10GB, '--retention-bytes: 10GB, expected'",
    "--retention-bytes=63MiB, '--retention-bytes: 63MiB, expected'",
    "--dedupe-window=9m, '--dedupe-window: 9m, expected at least 10m'",
    "--dedupe-window=soon, '--dedupe-window: soon, expected minutes'",
  })
  void whatCannotBeMeantIsToldWithItsFlag(String flag, String line) {
    assertThatThrownBy(() -> limits(flag))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(line);
  }

  private static LogLimits limits(String... flags) throws ConfigException {
    RetentionOptions options = new RetentionOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("retention", spec(options)))
        .parseArgs(flags);
    return options.toLimits();
  }

  private static CommandLine.Model.CommandSpec spec(RetentionOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }
}
