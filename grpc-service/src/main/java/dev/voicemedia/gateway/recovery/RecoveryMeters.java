package dev.voicemedia.gateway.recovery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what was recovered and, above all, what was not. */
final class RecoveryMeters {
  private static final Logger log = LoggerFactory.getLogger(RecoveryMeters.class);

  private final Map<Fate, Counter> deliveries = new EnumMap<>(Fate.class);
  private final Counter answered;
  private final Counter failed;
  private final Counter unreadableWindows;
  private final AtomicReference<Instant> bookmark;
  private final MeterRegistry registry;

  RecoveryMeters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.bookmark = new AtomicReference<>(clock.instant());
    for (Fate fate : Fate.values()) {
      deliveries.put(
          fate,
          Counter.builder("voicemedia.recovery.deliveries")
              .description("Deliveries that Telnyx listed, by what became of their events")
              .tag("result", fate.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    answered = requests("ok");
    failed = requests("failed");
    unreadableWindows =
        Counter.builder("voicemedia.recovery.unreadable.windows")
            .description("Windows of time whose deliveries could not be listed to the end")
            .register(registry);
    Gauge.builder(
            "voicemedia.recovery.lag",
            bookmark,
            at -> Duration.between(at.get(), clock.instant()).toMillis() / 1e3)
        .baseUnit("seconds")
        .description("Age of the newest failed delivery that has certainly been looked at")
        .register(registry);
  }

  void bookmark(Instant recoveredUntil) {
    bookmark.set(recoveredUntil);
  }

  /** Deliveries of a stretch of time will not be looked at, however many there are. */
  void tooOld(Instant from, Instant to) {
    log.warn(
        "Recovery: what failed from {} to {} is older than --recover-max-age and not looked at; to"
            + " look further back, use: voicemedia recover --since",
        from,
        to);
  }

  void requested(boolean ok) {
    (ok ? answered : failed).increment();
  }

  void unreadable(Window window, String reason) {
    unreadableWindows.increment();
    log.warn(
        "Recovery: deliveries that finished from {} to {} could not be listed to the end; a sweep"
            + " tries again with the next one: {}",
        window.start(),
        window.end(),
        reason);
  }

  void read(WindowReport report) {
    report.fates().forEach((fate, count) -> count(fate, count));
    if (report.recovered() > 0) {
      log.info(
          "Recovery: {} events that Telnyx could not deliver from {} to {} were stored; {} were"
              + " known",
          report.recovered(),
          report.window().start(),
          report.window().end(),
          report.known());
    }
    if (report.withoutPayload() + report.tooOld() > 0) {
      log.warn(
          "Recovery: of the deliveries that finished from {} to {}, {} are listed without their"
              + " event, and {} are too old; their events are lost to this gateway",
          report.window().start(),
          report.window().end(),
          report.withoutPayload(),
          report.tooOld());
    }
  }

  private void count(Fate fate, long count) {
    Counter counter = deliveries.get(fate);
    if (counter != null) {
      counter.increment((double) count);
    }
  }

  private Counter requests(String result) {
    return Counter.builder("voicemedia.recovery.requests")
        .description("Requests for a page of Telnyx's list of deliveries")
        .tag("result", result)
        .register(registry);
  }
}
