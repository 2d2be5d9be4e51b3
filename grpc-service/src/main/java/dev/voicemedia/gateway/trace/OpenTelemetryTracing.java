package dev.voicemedia.gateway.trace;

import static java.util.stream.Collectors.toMap;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tracing by OpenTelemetry's SDK, which exports in the background, over HTTP. */
final class OpenTelemetryTracing implements Tracing {
  private static final String SCOPE = "dev.voicemedia.gateway";

  /** The gateway's metrics and logs have ways of their own. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "voicemedia",
          // Without baggage, which callers mean for each other, not for Telnyx.
          "otel.propagators", "tracecontext",
          "otel.traces.exporter", "otlp",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          "otel.exporter.otlp.protocol", "http/protobuf");

  /** What is still to be exported at the end waits for a collector no longer. */
  private static final long FLUSH_SECONDS = 3;

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  private OpenTelemetryTracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    tracer = sdk.getTracer(SCOPE);
    propagator = sdk.getPropagators().getTextMapPropagator();
  }

  /**
   * @throws IllegalArgumentException if a variable has a value that the SDK refuses
   */
  static Tracing start(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>(DEFAULTS);
    properties.putAll(
        environment.entrySet().stream()
            .filter(each -> each.getKey().startsWith("OTEL_") && !each.getValue().isEmpty())
            .collect(
                toMap(
                    each -> each.getKey().toLowerCase(Locale.ROOT).replace('_', '.'),
                    Map.Entry::getValue)));
    try {
      return new OpenTelemetryTracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> properties)
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("OTEL_…: " + e.getMessage(), e);
    }
  }

  @Override
  public Span begin(String name) {
    return server(name, Context.root());
  }

  @Override
  public Span carryOn(String name, UnaryOperator<@Nullable String> header) {
    Context caller =
        propagator.extract(
            Context.root(),
            header,
            (headers, each) ->
                headers == null ? null : headers.apply(each.toLowerCase(Locale.ROOT)));
    return server(name, caller);
  }

  private Span server(String name, Context parent) {
    io.opentelemetry.api.trace.Span span =
        tracer.spanBuilder(name).setSpanKind(SpanKind.SERVER).setParent(parent).startSpan();
    return new OpenTelemetrySpan(parent.with(span), tracer, propagator);
  }

  @Override
  public void close() {
    sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
  }
}
