package dev.voicemedia.gateway.upstream;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * When Telnyx wants to be asked again: Retry-After-Ms before Retry-After, which holds seconds or a
 * date. A date is measured from the answer's own Date, so that a clock that is wrong, here or
 * there, does no harm; without one a date is ignored.
 */
final class RetryAfter {
  /** Anything longer is a mistake, and means as much to a caller. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final int MAX_DIGITS = 12;

  private RetryAfter() {}

  static Optional<Duration> of(HttpHeaders headers) {
    return number(headers, "retry-after-ms")
        .map(Duration::ofMillis)
        .or(() -> number(headers, "retry-after").map(Duration::ofSeconds))
        .or(() -> untilDate(headers))
        .map(delay -> delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
  }

  private static Optional<Long> number(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1," + MAX_DIGITS + "}"))
        .map(Long::valueOf);
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
