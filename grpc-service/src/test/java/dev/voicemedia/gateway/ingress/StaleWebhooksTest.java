package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StaleWebhooksTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
  private final StaleWebhooks stale = new StaleWebhooks(clock);
  private final LoggedLines logged = LoggedLines.of(StaleWebhooks.class);

  @AfterEach
  void stop() {
    logged.close();
  }

  @Test
  void fiveAMinuteAreRedeliveries() {
    for (int i = 0; i < 100; i++) {
      stale.refused(Duration.ofSeconds(400));
      clock.advance(Duration.ofSeconds(12));
    }

    assertThat(logged.lines()).isEmpty();
  }

  @Test
  void moreAreOneErrorWithTheLeastThatTheClockIsOff() {
    for (int i = 0; i < 1000; i++) {
      stale.refused(Duration.ofSeconds(3600 + (i * 7) % 60));
      clock.advance(Duration.ofMillis(100));
    }

    assertThat(logged.levels()).containsExactly("ERROR");
    assertThat(logged.lines().get(0))
        .startsWith("clock: 3600 s ahead of the time at which authentic webhooks are signed");
  }

  @Test
  void aClockThatIsBehindIsReportedAsSuchAndAgainWhenItStaysSo() {
    for (int minute = 0; minute < 21; minute++) {
      for (int i = 0; i < 6; i++) {
        stale.refused(Duration.ofDays(-365));
      }
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(logged.lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("clock: 31536000 s behind the time"));
  }
}
