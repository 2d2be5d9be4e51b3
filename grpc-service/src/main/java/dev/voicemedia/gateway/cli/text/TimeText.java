package dev.voicemedia.gateway.cli.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Points in time on a command line: a time with or without a zone, which is UTC then; a date, which
 * is its midnight in UTC; a duration ago, such as {@code 10m}; or {@code now}.
 */
public final class TimeText implements ITypeConverter<Instant> {
  private static final Pattern DURATION = Pattern.compile("[0-9]+ ?[a-z]+");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private final InstantSource clock;

  public TimeText(InstantSource clock) {
    this.clock = clock;
  }

  /** The point in time that a text means, if it means one. */
  public Optional<Instant> find(String text) {
    try {
      if (text.equals("now")) {
        return Optional.of(clock.instant());
      } else if (DURATION.matcher(text).matches()) {
        return Optional.of(clock.instant().minus(new DurationConverter().convert(text)));
      } else if (DATE.matcher(text).matches()) {
        return Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
      }
      return Optional.of(time(text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) (?=\\d)", "$1T")));
    } catch (DateTimeException | TypeConversionException e) {
      return Optional.empty();
    }
  }

  @Override
  public Instant convert(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected a time such as 2026-01-31T09:30:00Z, a date, or 10m for ten minutes"
                        + " ago"));
  }

  private static Instant time(String text) {
    boolean zone = text.matches(".*(?i:Z|[+-]\\d{2}:?(\\d{2})?)$") && text.contains(":");
    return zone
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }
}
