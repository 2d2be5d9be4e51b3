package dev.voicemedia.gateway.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the edge counts beside the calls that it makes, which are counted as all calls are. */
final class EdgeMeters {
  private final Map<EdgeRefusal, Counter> refused = new EnumMap<>(EdgeRefusal.class);
  private final AtomicInteger streams = new AtomicInteger();
  private final Counter shed;

  EdgeMeters(MeterRegistry registry) {
    for (EdgeRefusal refusal : EdgeRefusal.values()) {
      refused.put(
          refusal,
          Counter.builder("voicemedia.http.refused")
              .description("Requests that the HTTP edge refused itself, by reason")
              .tag("reason", refusal.label())
              .register(registry));
    }
    Gauge.builder("voicemedia.http.streams", streams, AtomicInteger::get)
        .description("Open streams of server-sent events")
        .register(registry);
    shed =
        Counter.builder("voicemedia.connections.refused")
            .description("Connections closed because there were too many, in all or per address")
            .tag("port", "http")
            .register(registry);
  }

  void refused(EdgeRefusal refusal) {
    Counter counter = refused.get(refusal);
    if (counter == null) {
      throw new IllegalStateException("refusal: " + refusal + ", expected one with a counter");
    }
    counter.increment();
  }

  void connectionShed() {
    shed.increment();
  }

  void streamOpened() {
    streams.incrementAndGet();
  }

  void streamEnded() {
    streams.decrementAndGet();
  }
}
