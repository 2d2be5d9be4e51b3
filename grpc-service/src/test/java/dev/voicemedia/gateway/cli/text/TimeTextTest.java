package dev.voicemedia.gateway.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  private final TimeText times =
      new TimeText(InstantSource.fixed(Instant.parse("2026-01-31T10:00:00Z")));

  @ParameterizedTest
  @CsvSource({
    "now, 2026-01-31T10:00:00Z",
    "10m, 2026-01-31T09:50:00Z",
    "2d, 2026-01-29T10:00:00Z",
    "2026-01-30, 2026-01-30T00:00:00Z",
    "2026-01-30T09:30, 2026-01-30T09:30:00Z",
    "2026-01-30T09:30:15.25, 2026-01-30T09:30:15.250Z",
    "2026-01-30 09:30:15, 2026-01-30T09:30:15Z",
    "2026-01-30T09:30:15Z, 2026-01-30T09:30:15Z",
    "2026-01-30T09:30:15+02:00, 2026-01-30T07:30:15Z",
    "2026-01-30T09:30-05:00, 2026-01-30T14:30:00Z",
  })
  void timesAsPeopleWriteThem(String text, Instant meant) {
    assertThat(times.convert(text)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "10", "10 parsecs", "2026-02-30", "09:30", "2026-1-3"})
  void anythingElseIsNoTime(String text) {
    assertThat(times.find(text)).isEmpty();
  }
}
