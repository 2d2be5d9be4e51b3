package dev.voicemedia.gateway.cli.text;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on a command line: a number and its unit, such as {@code 90m}. */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,6}) ?([a-z]+)");
  private static final List<Unit> LARGEST_FIRST =
      List.of(
          new Unit("d", ChronoUnit.DAYS),
          new Unit("h", ChronoUnit.HOURS),
          new Unit("m", ChronoUnit.MINUTES),
          new Unit("s", ChronoUnit.SECONDS),
          new Unit("ms", ChronoUnit.MILLIS));

  /** Text in the largest unit that has a whole number of them; at least a millisecond. */
  public static String format(Duration duration) {
    for (Unit unit : LARGEST_FIRST) {
      long length = unit.chrono().getDuration().toMillis();
      if (duration.toMillis() % length == 0) {
        return duration.toMillis() / length + unit.name();
      }
    }
    throw new IllegalStateException("every duration is a whole number of milliseconds here");
  }

  @Override
  public Duration convert(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    if (parts.matches() && Integer.parseInt(parts.group(1)) > 0) {
      for (Unit unit : LARGEST_FIRST) {
        if (unit.name().equals(parts.group(2))) {
          return unit.chrono().getDuration().multipliedBy(Integer.parseInt(parts.group(1)));
        }
      }
    }
    throw new TypeConversionException("expected a duration such as 500ms, 45s, 90m, 12h or 7d");
  }

  private record Unit(String name, ChronoUnit chrono) {}
}
