package dev.voicemedia.gateway.upstream;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When Telnyx wants to be asked again: Retry-After-Ms before Retry-After, which holds seconds or a
 * date. A date is measured from the answer's own Date, so that a clock that is wrong, here or
 * there, does no harm; without one a date is ignored.
 */
final class RetryAfter {
  /** Anything longer is a mistake, and means as much to a caller. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}([.][0-9]{1,9})?");

  private RetryAfter() {}

  static Optional<Duration> of(HttpHeaders headers) {
    return number(headers, "retry-after-ms", Duration.ofMillis(1))
        .or(() -> number(headers, "retry-after", Duration.ofSeconds(1)))
        .or(() -> untilDate(headers))
        .map(delay -> delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
  }

  /** With or without a fraction. */
  private static Optional<Duration> number(HttpHeaders headers, String name, Duration unit) {
    return headers
        .firstValue(name)
        .map(String::strip)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(text -> new BigDecimal(text).multiply(BigDecimal.valueOf(unit.toNanos())))
        .map(nanos -> nanos.min(BigDecimal.valueOf(LONGEST.toNanos())))
        .map(nanos -> Duration.ofNanos(nanos.longValue()));
  }

  private static Optional<Duration> untilDate(HttpHeaders headers) {
    return date(headers, "retry-after")
        .flatMap(then -> date(headers, "date").map(now -> Duration.between(now, then)))
        .map(delay -> delay.isNegative() ? Duration.ZERO : delay);
  }

  private static Optional<ZonedDateTime> date(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .flatMap(
            text -> {
              try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }
}
