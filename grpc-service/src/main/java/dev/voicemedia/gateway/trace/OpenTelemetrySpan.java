package dev.voicemedia.gateway.trace;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.function.BiConsumer;

/** A span of OpenTelemetry's, in the context that holds it. */
final class OpenTelemetrySpan implements Span {
  private final Context context;
  private final io.opentelemetry.api.trace.Span span;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  OpenTelemetrySpan(Context context, Tracer tracer, TextMapPropagator propagator) {
    this.context = context;
    this.span = io.opentelemetry.api.trace.Span.fromContext(context);
    this.tracer = tracer;
    this.propagator = propagator;
  }

  @Override
  public Span part(String name) {
    return child(name, SpanKind.INTERNAL);
  }

  @Override
  public Span request(String name) {
    return child(name, SpanKind.CLIENT);
  }

  private Span child(String name, SpanKind kind) {
    return new OpenTelemetrySpan(
        context.with(tracer.spanBuilder(name).setSpanKind(kind).setParent(context).startSpan()),
        tracer,
        propagator);
  }

  @Override
  public Span with(String attribute, String value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public Span with(String attribute, long value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public Span failed(String type) {
    span.setAttribute("error.type", type);
    span.setStatus(StatusCode.ERROR);
    return this;
  }

  @Override
  public void headers(BiConsumer<String, String> header) {
    propagator.inject(
        context,
        header,
        (each, name, value) -> {
          if (each != null) {
            each.accept(name, value);
          }
        });
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public void end() {
    span.end();
  }
}
