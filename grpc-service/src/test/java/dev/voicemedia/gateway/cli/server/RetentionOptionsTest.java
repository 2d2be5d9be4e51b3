package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.cli.text.ByteSize;
import dev.voicemedia.gateway.cli.text.DurationConverter;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    "--retention-bytes=63MiB, '--retention-bytes: 63MiB, expected at least 64MiB'",
    "--retention=9m, '--retention: 9m, expected at least 10m'",
    "--dedupe-window=599s, '--dedupe-window: 599s, expected at least 10m'",
  })
  void aLimitThatIsTooLowIsReportedWithItsFlag(String flag, String line) {
    assertThatThrownBy(() -> limits(flag))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(line);
  }

  private static EventLogSettings limits(String... flags) throws ConfigException {
    RetentionOptions options = new RetentionOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("retention", spec(options)))
        .registerConverter(Duration.class, new DurationConverter())
        .registerConverter(ByteSize.class, ByteSize::parse)
        .parseArgs(flags);
    return options.toSettings();
  }

  private static CommandLine.Model.CommandSpec spec(RetentionOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }
}
