package dev.voicemedia.gateway.cli.text;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration with its unit, or a number of seconds. */
public final class SecondsOrDuration implements ITypeConverter<Duration> {
  private static final DurationConverter DURATIONS = new DurationConverter();

  @Override
  public Duration convert(String text) {
    try {
      return DURATIONS.convert(text.matches("[0-9]+") ? text + "s" : text);
    } catch (TypeConversionException e) {
      throw new TypeConversionException("expected seconds, 1 or more, or a duration such as 500ms");
    }
  }
}
