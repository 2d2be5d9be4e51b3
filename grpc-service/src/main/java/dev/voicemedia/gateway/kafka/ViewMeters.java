package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.SourceRecord;
import dev.voicemedia.gateway.eventlog.SourceRecord.Unreadable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of the topic's records in this gateway's view. */
final class ViewMeters {
  private static final Logger log = LoggerFactory.getLogger(ViewMeters.class);

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Counter unreadable;

  ViewMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Outcome outcome : Outcome.values()) {
      if (outcome != Outcome.ACCEPTED) {
        outcomes.put(outcome, records(outcome.name().toLowerCase(Locale.ROOT)));
      }
    }
    this.unreadable = records("unreadable");
  }

  /** Shows how far the view has come. */
  void show(Building building, Supplier<Number> lag) {
    Gauge.builder("voicemedia.view.built", building, Building::share)
        .description("Part of the topic that the view has read since this gateway's start, 0 to 1")
        .register(registry);
    Gauge.builder("voicemedia.view.build.rate", building, Building::rate)
        .description("Records that the view has read in a second, until it was up to date")
        .register(registry);
    Gauge.builder("voicemedia.view.lag", lag)
        .description("Records that the view is behind the topic")
        .register(registry);
  }

  /** Counts and logs what cannot be read. */
  void read(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      if (record.content() instanceof Unreadable unread) {
        unreadable.increment();
        log.warn("Kafka: record at offset {} skipped: {}", record.position() - 1, unread.why());
      }
    }
  }

  void became(Outcome outcome) {
    Counter counter = outcomes.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  private Counter records(String outcome) {
    return Counter.builder("voicemedia.view.records")
        .description("Records of events in the topic, by what became of them in the view")
        .tag("outcome", outcome)
        .register(registry);
  }
}
