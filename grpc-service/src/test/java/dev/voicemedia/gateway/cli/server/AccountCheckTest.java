package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.grpc.CommandPermissions;
import dev.voicemedia.gateway.recovery.RecoverySettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountCheckTest {
  @ParameterizedTest
  @CsvSource({
    "0, OK",
    "-20, OK",
    "100, WARNING",
    "-100, WARNING",
    "3600, FAILURE",
    "-3600, FAILURE",
  })
  void theClockIsComparedWithTelnyxs(long secondsAhead, Finding.Level level) throws Exception {
    InstantSource clock = () -> Instant.now().plusSeconds(secondsAhead);
    try (Simulator telnyx = Simulator.builder().port(0).start()) {
      List<Finding> findings = new AccountCheck(config(telnyx), clock).run();

      assertThat(findings)
          .filteredOn(finding -> finding.subject().equals("clock"))
          .singleElement()
          .extracting(Finding::level)
          .isEqualTo(level);
    }
  }

  private static GatewayConfig config(Simulator telnyx) {
    InetSocketAddress unused = new InetSocketAddress(0);
    return new GatewayConfig(
        new ApiKey(telnyx.apiKey()),
        List.of(TelnyxPublicKey.fromBase64(telnyx.publicKey())),
        telnyx.baseUrl(),
        EgressProxy.NONE,
        unused,
        unused,
        unused,
        Path.of("unused"),
        EventLogSettings.DEFAULTS,
        RecoverySettings.DEFAULTS,
        AttemptPolicy.DEFAULTS,
        Duration.ofHours(1),
        CommandPermissions.NONE,
        GatewayConfig.WEBHOOK_PATH,
        ConnectionLimits.DEFAULTS,
        AccessSettings.OPEN,
        Optional.empty(),
        Optional.empty());
  }
}
