package dev.voicemedia.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.stream.LongStream;

/** Everything that a gateway measures, with the JVM's own figures, as text for Prometheus. */
final class GatewayMetrics implements AutoCloseable {
  private static final String OURS = "voicemedia.";

  /** From a memory copy to the vendor's patience; the same for every histogram, so they compare. */
  private static final double[] BUCKETS_NANOS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 15_000)
          .mapToObj(millis -> millis == 2 ? Duration.ofNanos(2_500_000) : Duration.ofMillis(millis))
          .mapToDouble(Duration::toNanos)
          .toArray();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  GatewayMetrics() {
    registry.config().meterFilter(new FixedBuckets()).meterFilter(new PrometheusNames());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    FunctionCounter.builder("process.cpu", ProcessHandle.current(), GatewayMetrics::cpuSeconds)
        .description("Processor time that the process has taken, user and system")
        .baseUnit("seconds")
        .register(registry);
    String version = GatewayMetrics.class.getPackage().getImplementationVersion();
    Gauge.builder("voicemedia.build.info", () -> 1)
        .description("Always 1; the labels say what runs")
        .tag("version", version == null ? "unknown" : version)
        .tag("java", Runtime.version().toString())
        .register(registry);
  }

  MeterRegistry registry() {
    return registry;
  }

  /**
   * Returns every value.
   *
   * @param contentType of Prometheus's text format or of OpenMetrics, version and all
   */
  String scrape(String contentType) {
    return registry.scrape(contentType);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** Takes the place of names of Micrometer's that {@code promtool check metrics} refuses. */
  private static final class PrometheusNames implements MeterFilter {
    @Override
    public MeterFilterReply accept(Meter.Id id) {
      // In nanoseconds; there is process.cpu in seconds.
      return id.getName().equals("process.cpu.time")
          ? MeterFilterReply.DENY
          : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
      return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
    }
  }

  private static final class FixedBuckets implements MeterFilter {
    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
      if (id.getType() != Meter.Type.TIMER || !id.getName().startsWith(OURS)) {
        return config;
      }
      return DistributionStatisticConfig.builder()
          .serviceLevelObjectives(BUCKETS_NANOS)
          .build()
          .merge(config);
    }
  }
}
