package dev.voicemedia.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Takes spans by OTLP over HTTP, as a collector does. */
final class SpanReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> services = new CopyOnWriteArrayList<>();

  SpanReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  /** What turns tracing on in a gateway that exports to here. */
  Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        "50");
  }

  /** Waits for a span. */
  Span await(Predicate<Span> wanted) {
    return org.awaitility.Awaitility.await("span")
        .atMost(Duration.ofSeconds(20))
        .until(() -> spans.stream().filter(wanted).findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  /** Everything received so far. */
  List<Span> spans() {
    return List.copyOf(spans);
  }

  List<String> services() {
    return List.copyOf(services);
  }

  static String parentOf(Span span) {
    return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  static String idOf(Span span) {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray());
  }

  static String traceOf(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  static Map<String, String> attributesOf(Span span) {
    return span.getAttributesList().stream()
        .collect(Collectors.toMap(each -> each.getKey(), each -> text(each.getValue())));
  }

  private static String text(AnyValue value) {
    return value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue());
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream body = exchange.getRequestBody();
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(zipped ? new GZIPInputStream(body) : body);
      request
          .getResourceSpansList()
          .forEach(
              resource -> {
                resource.getResource().getAttributesList().stream()
                    .filter(each -> each.getKey().equals("service.name"))
                    .forEach(each -> services.add(text(each.getValue())));
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
              });
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
