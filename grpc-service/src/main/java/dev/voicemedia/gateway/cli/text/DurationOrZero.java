package dev.voicemedia.gateway.cli.text;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** A duration, or 0 where that turns something off. */
public final class DurationOrZero implements ITypeConverter<Duration> {
  private static final DurationConverter DURATIONS = new DurationConverter();

  @Override
  public Duration convert(String text) {
    return text.matches("0+(ms|[smhd])?") ? Duration.ZERO : DURATIONS.convert(text);
  }
}
