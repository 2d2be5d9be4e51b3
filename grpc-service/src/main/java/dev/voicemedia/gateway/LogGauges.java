package dev.voicemedia.gateway;

import dev.voicemedia.gateway.eventlog.LogEngine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;

/** Gauges of the log: the positions it spans, its size, and whether it accepts events. */
final class LogGauges {
  private LogGauges() {}

  static void register(MeterRegistry registry, LogEngine log, Path folder) {
    Gauge.builder("voicemedia.log.head", log, LogEngine::head)
        .description("Position of the newest event")
        .register(registry);
    Gauge.builder("voicemedia.log.earliest", log, LogEngine::earliest)
        .description("Position before the oldest stored event")
        .register(registry);
    FunctionCounter.builder("voicemedia.log.dropped.buckets", log, LogEngine::droppedBuckets)
        .description("Buckets that retention has dropped, with all events or ids in them")
        .register(registry);
    Gauge.builder("voicemedia.log.bytes", log, LogEngine::bytesOnDisk)
        .description("Size of the log's files, in bytes")
        .register(registry);
    Gauge.builder("voicemedia.log.disk.free", folder, each -> each.toFile().getUsableSpace())
        .description("Space that the log's file system still offers")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("voicemedia.log.accepting", log, each -> each.accepts() ? 1 : 0)
        .description("1 while the log accepts events, 0 from a failure until it has been reopened")
        .register(registry);
    Gauge.builder("voicemedia.clock.distrusted", log, each -> each.distrustsClock() ? 1 : 0)
        .description("1 while the clock is not trusted since it jumped, so that nothing expires")
        .register(registry);
  }
}
