package dev.voicemedia.gateway.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as they are written on a command line: a number and its unit. */
final class TimeText {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,6}) ?([a-z]+)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private TimeText() {}

  static Duration parse(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    ChronoUnit unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
    if (unit == null || Integer.parseInt(parts.group(1)) == 0) {
      throw new TypeConversionException(
          "was " + text + ", expected a time such as 500ms, 45s, 90m, 12h or 7d");
    }
    return unit.getDuration().multipliedBy(Integer.parseInt(parts.group(1)));
  }
}
