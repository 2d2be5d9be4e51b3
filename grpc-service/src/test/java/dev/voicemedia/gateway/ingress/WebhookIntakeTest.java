package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.trace.Span;
import dev.voicemedia.webhook.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebhookIntakeTest {
  @TempDir Path folder;
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private EmbeddedLog log;
  private WebhookIntake intake;

  @BeforeEach
  void open() {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, () -> VerifiedBodies.NOW);
    intake =
        new WebhookIntake(
            WebhookVerifier.builder()
                .publicKeys(VerifiedBodies.SIGNER.publicKey())
                .clock(() -> VerifiedBodies.NOW)
                .build(),
            log,
            metrics);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void aRedeliveryOfWhatIsNotQuiteJsonIsADuplicate() {
    take("{\"data\":{\"id\":\"a\",\"odd\":NaN},\"meta\":{\"attempt\":1}}");
    take("{\"data\":{\"id\":\"a\",\"odd\":NaN},\"meta\":{\"attempt\":2}}");
    take("{\"data\":{\"id\":\"b\",\"odd\":1},\"meta\":{\"attempt\":1}}");

    assertThat(log.head()).isEqualTo(2);
    assertThat(metrics.get("voicemedia.webhooks.read.leniently").counter().count()).isEqualTo(2);
  }

  @Test
  void apiVersion1IsCountedAndWarnedOfOnce() {
    try (LoggedLines lines = LoggedLines.of(WebhookIntake.class)) {
      take("{\"id\":\"a\",\"event_type\":\"call_answered\",\"payload\":{}}");
      take("{\"id\":\"b\",\"event_type\":\"call_hangup\",\"payload\":{}}");
      take("{\"data\":{\"id\":\"c\",\"event_type\":\"call.hangup\"}}");

      assertThat(lines.levels()).containsOnlyOnce("WARN");
      assertThat(lines.lines().get(lines.levels().indexOf("WARN")))
          .startsWith("webhook: event type call_answered, expected one of API version 2");
    }
    assertThat(metrics.get("voicemedia.webhooks.version1").counter().count()).isEqualTo(2);
    assertThat(log.head()).isEqualTo(3);
  }

  @Test
  void authenticWebhooksWithTheWrongTimeAreOneError() {
    try (LoggedLines lines = LoggedLines.of(StaleWebhooks.class)) {
      byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 20; i++) {
        assertThat(
                intake.take(
                    body,
                    VerifiedBodies.SIGNER.headers(VerifiedBodies.NOW.minusSeconds(7200), body)::get,
                    Span.NONE))
            .isCompletedExceptionally();
      }

      assertThat(lines.levels()).containsExactly("ERROR");
      assertThat(lines.lines().get(0)).startsWith("clock: 7200 s ahead of");
    }
  }

  private void take(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    intake
        .take(body, VerifiedBodies.SIGNER.headers(VerifiedBodies.NOW, body)::get, Span.NONE)
        .join();
  }
}
