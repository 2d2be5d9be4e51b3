package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.VirtualTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private final VirtualTimer time = new VirtualTimer();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final Refusals refusals = new Refusals(metrics, time);

  @Test
  void eachReasonIsCountedAndWarnedOfOnceInAWhileWithItsNumberAndWhatToCheck() {
    try (LoggedLines log = LoggedLines.of(Refusals.class)) {
      for (int i = 0; i < 100; i++) {
        refusals.accept(Refusal.NO_KEY_MATCHES);
      }
      refusals.accept(Refusal.NOT_FOUND);
      time.advance(Refusals.WARN_EVERY);
      refusals.accept(Refusal.NO_KEY_MATCHES);

      assertThat(log.levels()).containsOnly("WARN");
      assertThat(log.lines()).hasSize(3);
      assertThat(log.lines().get(0)).startsWith("Webhook port: 1 refused as no_key_matches");
      assertThat(log.lines().get(1)).startsWith("Webhook port: 1 refused as not_found");
      assertThat(log.lines().get(2))
          .startsWith("Webhook port: 100 refused as no_key_matches since the last such line")
          .contains("TELNYX_PUBLIC_KEY");
    }
    assertThat(count("no_key_matches")).isEqualTo(101);
    assertThat(count("not_found")).isEqualTo(1);
    assertThat(count("stale")).isZero();
  }

  private double count(String reason) {
    return metrics.get("voicemedia.webhooks.refused").tag("reason", reason).counter().count();
  }
}
