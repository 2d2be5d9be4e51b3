package dev.voicemedia.gateway;

import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Shows how far the log reaches, what it takes, and whether it accepts events. */
public final class LogGauges {
  private LogGauges() {}

  public static void register(MeterRegistry registry, EmbeddedLog log) {
    Gauge.builder("voicemedia.log.head", log, EmbeddedLog::head)
        .description("Position of the newest event")
        .register(registry);
    Gauge.builder("voicemedia.log.earliest", log, EmbeddedLog::earliest)
        .description("Position before the oldest stored event")
        .register(registry);
    Gauge.builder("voicemedia.log.bytes", log, EmbeddedLog::bytesOnDisk)
        .description("Size of the log's files")
        .register(registry);
    Gauge.builder("voicemedia.log.accepting", log, each -> each.accepts() ? 1 : 0)
        .description("1 while events are stored, 0 after a failure until the log is open again")
        .register(registry);
  }
}
