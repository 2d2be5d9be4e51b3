package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.SpanReceiver.attributesOf;
import static dev.voicemedia.gateway.SpanReceiver.idOf;
import static dev.voicemedia.gateway.SpanReceiver.parentOf;
import static dev.voicemedia.gateway.SpanReceiver.traceOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.grpc.CommandPermissions;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.ingress.WebhookIntake;
import dev.voicemedia.gateway.recovery.RecoverySettings;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.trace.Tracing;
import dev.voicemedia.gateway.trace.TracingSettings;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a collector is sent of a call and of a webhook. */
class TracesTest {
  private static final String CALLER_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER_SPAN = "00f067aa0ba902b7";
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir private Path folder;

  private final WebhookSigner signer = WebhookSigner.random();
  private final List<String> sentToTelnyx = new CopyOnWriteArrayList<>();
  private SpanReceiver collector;
  private HttpServer telnyx;
  private Gateway gateway;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    collector = new SpanReceiver();
    telnyx = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    telnyx.createContext("/", this::failOnceThenAccept);
    telnyx.start();
    gateway =
        Gateway.start(config(), Clock.systemUTC(), TracingSettings.start(collector.environment()));
    channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + gateway.grpcPort(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    gateway.close();
    telnyx.stop(0);
    collector.close();
  }

  @Test
  void anActionIsASpanInItsCallersTraceWithOneForEachAttempt() {
    try (LoggedLines audit = LoggedLines.of(RefusalLog.AUDIT)) {
      speak("00-" + CALLER_TRACE + "-" + CALLER_SPAN + "-01");
      assertThat(audit.fields())
          .singleElement(as(InstanceOfAssertFactories.map(String.class, String.class)))
          .containsEntry("trace_id", CALLER_TRACE)
          .containsEntry("command_id", "cmd-1");
    }

    Span call = collector.await(span -> span.getName().endsWith("/Speak"));
    assertThat(traceOf(call)).isEqualTo(CALLER_TRACE);
    assertThat(parentOf(call)).isEqualTo(CALLER_SPAN);
    assertThat(call.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(attributesOf(call))
        .containsEntry("rpc.method", "Speak")
        .containsEntry("rpc.grpc.status_code", "0")
        .containsEntry("voicemedia.command_id", "cmd-1");

    Span failed =
        collector.await(span -> "503".equals(attributesOf(span).get("http.response.status_code")));
    Span accepted =
        collector.await(
            span ->
                span.getKind() == SpanKind.SPAN_KIND_CLIENT
                    && span.getStatus().getCode() == StatusCode.STATUS_CODE_UNSET);
    assertThat(List.of(failed, accepted))
        .allSatisfy(
            attempt -> {
              assertThat(traceOf(attempt)).isEqualTo(CALLER_TRACE);
              assertThat(parentOf(attempt)).isEqualTo(idOf(call));
              assertThat(attributesOf(attempt)).containsEntry("server.address", "127.0.0.1");
            });
    assertThat(sentToTelnyx)
        .containsExactly(
            "00-" + CALLER_TRACE + "-" + idOf(failed) + "-01",
            "00-" + CALLER_TRACE + "-" + idOf(accepted) + "-01");
    assertThat(collector.services()).contains("voicemedia");
  }

  @Test
  void aWebhookIsATraceOfItsOwnWithTheAppendInIt() throws Exception {
    byte[] body =
        """
        {"data":{"id":"ev-1","event_type":"call.answered","payload":{"call_control_id":"v3:call"}}}\
        """
            .getBytes(UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.webhookPort() + "/webhooks/telnyx"))
            .header("traceparent", "00-" + CALLER_TRACE + "-" + CALLER_SPAN + "-01")
            .POST(BodyPublishers.ofByteArray(body));
    signer
        .headers(Instant.now(), body)
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    List<Map<String, String>> logged;
    try (LoggedLines intake = LoggedLines.of(WebhookIntake.class)) {
      assertThat(
              HttpClient.newHttpClient()
                  .send(request.build(), BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
      assertThat(intake.lines()).containsExactly("Webhook stored");
      assertThat(intake.levels()).containsExactly("DEBUG");
      logged = intake.fields();
    }

    Span webhook = collector.await(span -> span.getName().equals("POST /webhooks/telnyx"));
    Span append = collector.await(span -> span.getName().equals("append"));
    assertThat(traceOf(webhook)).isNotEqualTo(CALLER_TRACE);
    assertThat(parentOf(webhook)).isEmpty();
    assertThat(attributesOf(webhook))
        .containsEntry("http.response.status_code", "200")
        .containsEntry("voicemedia.event_id", "ev-1")
        .containsEntry("voicemedia.event_type", "call.answered");
    assertThat(logged)
        .containsExactly(
            Map.of(
                "event_id", "ev-1",
                "event_type", "call.answered",
                "call_control_id", "v3:call",
                "position", "1",
                "trace_id", traceOf(webhook)));
    assertThat(parentOf(append)).isEqualTo(idOf(webhook));
    assertThat(attributesOf(append)).containsEntry("voicemedia.outcome", "stored");
    assertThat(webhook.getEndTimeUnixNano()).isGreaterThanOrEqualTo(append.getEndTimeUnixNano());
  }

  @Test
  void whatHasEndedIsExportedAtTheStopAndProbesAreNot() {
    HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
    speak("");

    gateway.close();

    assertThat(collector.spans())
        .extracting(Span::getName)
        .contains("voicemedia.v1.MediaActionsService/Speak")
        .noneMatch(name -> name.contains("health"));
    assertThat(sentToTelnyx).hasSize(2).doesNotContain("null");
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_EXPORTER_OTLP_PROTOCOL, grpc",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, http/json",
    "OTEL_TRACES_EXPORTER, zipkin",
    "OTEL_TRACES_SAMPLER, sometimes",
  })
  void whatIsNotSupportedIsRefusedInALine(String variable, String value) {
    Map<String, String> environment =
        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", variable, value);

    assertThatThrownBy(() -> TracingSettings.start(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value)
        .hasMessageStartingWith("OTEL_")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void itIsOffUnlessAskedFor() {
    assertThat(TracingSettings.start(Map.of())).isSameAs(Tracing.OFF);
    assertThat(TracingSettings.start(Map.of("OTEL_TRACES_EXPORTER", "none"))).isSameAs(Tracing.OFF);
    assertThat(
            TracingSettings.start(
                Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_SDK_DISABLED", "true")))
        .isSameAs(Tracing.OFF);
  }

  private void speak(String traceparent) {
    Metadata headers = new Metadata();
    if (!traceparent.isEmpty()) {
      headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
    }
    var unused =
        MediaActionsServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .speak(
                SpeakRequest.newBuilder()
                    .setCallControlId("v3:call")
                    .setCommandId("cmd-1")
                    .setPayload("Hello")
                    .setVoice("female")
                    .build());
  }

  private void failOnceThenAccept(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      sentToTelnyx.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
      byte[] answer = "{\"data\":{\"result\":\"ok\"}}".getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(sentToTelnyx.size() == 1 ? 503 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private GatewayConfig config() {
    return new GatewayConfig(
        new ApiKey("KEY-secret"),
        List.of(signer.publicKey()),
        URI.create("http://127.0.0.1:" + telnyx.getAddress().getPort() + "/v2"),
        EgressProxy.NONE,
        new InetSocketAddress(LOOPBACK, 0),
        new InetSocketAddress(LOOPBACK, 0),
        new InetSocketAddress(LOOPBACK, 0),
        folder,
        EventLogSettings.DEFAULTS,
        RecoverySettings.DEFAULTS,
        AttemptPolicy.DEFAULTS,
        StreamSettings.DEFAULTS.maxAge(),
        CommandPermissions.NONE,
        GatewayConfig.WEBHOOK_PATH,
        ConnectionLimits.DEFAULTS,
        AccessSettings.OPEN,
        Optional.empty(),
        Optional.empty());
  }
}
