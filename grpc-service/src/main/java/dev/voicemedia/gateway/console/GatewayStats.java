package dev.voicemedia.gateway.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.gateway.grpc.OpenStream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How the gateway is doing, from what it measures: totals since its start, of which the page takes
 * the differences.
 */
public final class GatewayStats {
  private static final int MAX_STREAMS = 100;

  private final MeterRegistry metrics;
  private final InstantSource clock;
  private final Supplier<List<OpenStream>> streams;

  /**
   * @param metrics that all parts of the gateway measure with
   */
  public GatewayStats(
      MeterRegistry metrics, InstantSource clock, Supplier<List<OpenStream>> streams) {
    this.metrics = metrics;
    this.clock = clock;
    this.streams = streams;
  }

  /** As JSON, into the page's object. */
  void describe(ObjectNode page) {
    page.put("now", clock.instant().toString());
    page.put("uptimeSeconds", gauge("process.uptime"));
    describeTimers("voicemedia.webhooks.answered", "status", page.putObject("webhooks"));
    describeTimers("voicemedia.upstream.attempts", "result", page.putObject("attempts"));
    describeUpstream(page.putObject("upstream"));
    ObjectNode log = page.putObject("log");
    long head = (long) gauge("voicemedia.log.head");
    log.put("earliest", (long) gauge("voicemedia.log.earliest"))
        .put("head", head)
        .put("bytes", (long) gauge("voicemedia.log.bytes"))
        .put("diskFree", (long) gauge("voicemedia.log.disk.free"))
        .put("accepting", gauge("voicemedia.log.accepting") == 1);
    describeStreams(head, page.putArray("streams"));
  }

  /** Counts by a label, and how long everything took, in cumulative buckets. */
  private void describeTimers(String name, String label, ObjectNode json) {
    ObjectNode counts = json.putObject("counts");
    TreeMap<Double, Double> buckets = new TreeMap<>();
    for (Timer timer : metrics.find(name).timers()) {
      counts.put(String.valueOf(timer.getId().getTag(label)), timer.count());
      for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
        buckets.merge(bucket.bucket(TimeUnit.SECONDS), bucket.count(), Double::sum);
      }
    }
    ArrayNode pairs = json.putArray("buckets");
    buckets.forEach(
        (seconds, count) -> {
          if (!seconds.isInfinite()) {
            pairs.addArray().add(seconds).add(count);
          }
        });
  }

  private void describeUpstream(ObjectNode upstream) {
    upstream
        .put("inFlight", (long) gauge("voicemedia.upstream.in.flight"))
        .put("queued", (long) gauge("voicemedia.upstream.queued"));
    for (Gauge breaker : metrics.find("voicemedia.upstream.breaker").gauges()) {
      if (breaker.value() == 1) {
        upstream.put("circuit", breaker.getId().getTag("state"));
      }
    }
    Counter hedges = metrics.find("voicemedia.upstream.hedges").counter();
    upstream.put("hedges", hedges == null ? 0 : (long) hedges.count());
  }

  private void describeStreams(long head, ArrayNode json) {
    List<OpenStream> open = streams.get();
    for (OpenStream stream : open.subList(0, Math.min(open.size(), MAX_STREAMS))) {
      json.addObject()
          .put("caller", stream.caller())
          .put("since", stream.since().toString())
          .put("live", stream.live())
          .put("behind", stream.live() ? 0 : Math.max(0, head - stream.position()));
    }
  }

  private double gauge(String name) {
    Gauge gauge = metrics.find(name).gauge();
    if (gauge != null) {
      return gauge.value();
    }
    var time = metrics.find(name).timeGauge();
    return time == null ? 0 : time.value(TimeUnit.SECONDS);
  }
}
