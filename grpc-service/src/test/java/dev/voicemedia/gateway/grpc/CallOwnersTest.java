package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of which no event has been stored yet. */
final class CallOwnersTest {
  @TempDir Path folder;

  @Test
  void aDialledCallIsItsConnectionsFor120SecondsWithoutAnEvent() {
    ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));
    AtomicLong nanos = new AtomicLong();
    try (EmbeddedLog log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, clock, clock)) {
      CallOwners owners = new CallOwners(log, nanos::get);
      owners.dialled("v3:new", "connection-1");

      nanos.set(Duration.ofSeconds(119).toNanos());
      assertThat(owners.connectionOf("v3:new")).contains("connection-1");
      assertThat(owners.connectionOf("v3:other")).isEmpty();

      nanos.set(Duration.ofSeconds(121).toNanos());
      assertThat(owners.connectionOf("v3:new")).isEmpty();
    }
  }
}
