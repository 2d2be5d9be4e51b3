package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.assertFails;
import static dev.voicemedia.gateway.GatewayRun.detail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports of a gateway: what they answer, and what each refuses. */
final class GatewayPortsTest {
  @TempDir private static Path folder;
  private static GatewayRun gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = new GatewayRun(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aRequestThatBreaksRulesGetsAllViolationsAndIsNotSent() {
    StatusRuntimeException failure =
        assertFails(
            () ->
                MediaActionsServiceGrpc.newBlockingStub(gateway.channel())
                    .speak(SpeakRequest.newBuilder().setCallControlId("..").build()),
            Code.INVALID_ARGUMENT,
            "INVALID_REQUEST");

    assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("call_control_id", "payload", "voice");
    assertThat(detail(failure, ErrorInfo.class).getMetadataMap())
        .containsEntry("outcome", "not_sent");
  }

  @Test
  void whatTelnyxRefusesIsReportedWithItsCode() throws Exception {
    StatusRuntimeException unknownCall =
        assertFails(
            () ->
                MediaActionsServiceGrpc.newBlockingStub(gateway.channel())
                    .speak(
                        SpeakRequest.newBuilder()
                            .setCallControlId("v3:none")
                            .setPayload("x")
                            .setVoice("female")
                            .setCommandId("mine")
                            .build()),
            Code.NOT_FOUND,
            "NOT_FOUND");
    assertThat(detail(unknownCall, ErrorInfo.class).getMetadataMap())
        .containsEntry("outcome", "rejected")
        .containsEntry("command_id", "mine")
        .containsEntry("attempts", "1")
        .containsEntry("http_status", "404")
        .containsEntry("telnyx_code", "10005")
        .containsKey("request_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1alpha"})
  void reflectionDescribesServicesAndTheDetailsOfErrors(String version) {
    assertThat(
            reflection(version, request -> request.setListServices(""))
                .getListServicesResponse()
                .getServiceList())
        .extracting(ServiceResponse::getName)
        .containsExactlyInAnyOrder(
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "voicemedia.v1.MediaActionsService",
            "voicemedia.v1.CallControlService",
            "voicemedia.v1.CallsService",
            "voicemedia.v1.OperationsService",
            "voicemedia.v1.RecordingsService",
            "voicemedia.v1.WebhookEventsService");
    for (String symbol :
        List.of(
            "voicemedia.v1.MediaActionsService",
            "grpc.reflection.v1.ServerReflection",
            "grpc.health.v1.Health.List",
            "google.rpc.ErrorInfo",
            "google.rpc.BadRequest",
            "google.rpc.RetryInfo")) {
      assertThat(
              reflection(version, request -> request.setFileContainingSymbol(symbol))
                  .getFileDescriptorResponse()
                  .getFileDescriptorProtoCount())
          .as(symbol)
          .isPositive();
    }
    assertThat(
            reflection(version, request -> request.setFileByFilename("voicemedia/v1/errors.proto"))
                .getFileDescriptorResponse()
                .getFileDescriptorProtoCount())
        .isEqualTo(1);
  }

  /** Both versions of reflection have the same messages. */
  private static ServerReflectionResponse reflection(
      String version, UnaryOperator<ServerReflectionRequest.Builder> question) {
    return ClientCalls.blockingServerStreamingCall(
            gateway.channel(),
            ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder()
                .setType(MethodType.SERVER_STREAMING)
                .setFullMethodName(
                    "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo")
                .build(),
            CallOptions.DEFAULT.withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS),
            question.apply(ServerReflectionRequest.newBuilder()).build())
        .next();
  }

  @Test
  void theAdminPortShowsHealthReadinessAndCounts() throws Exception {
    gateway.post("x".getBytes(StandardCharsets.UTF_8));

    assertThat(gateway.get(gateway.adminPort(), "/healthz").statusCode()).isEqualTo(200);
    assertThat(gateway.get(gateway.adminPort(), "/readyz").body()).isEqualTo("ready\n");
    assertThat(gateway.get(gateway.adminPort(), "/metrics").body())
        .contains("voicemedia_webhooks_accepted_total{outcome=\"stored\"} 1.0")
        .contains("voicemedia_log_head 1.0")
        .contains("voicemedia_log_earliest 0.0")
        .contains("voicemedia_log_accepting 1.0")
        .containsPattern("voicemedia_log_bytes [1-9]");
    assertThat(gateway.get(gateway.adminPort(), "/").statusCode()).isEqualTo(404);
    assertThat(gateway.get(gateway.webhookPort(), "/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void aPortInUseIsReportedWithItsNumber() {
    GatewayConfig taken = gateway.configOn(folder.resolve("other"), gateway.grpcPort());

    assertThatThrownBy(() -> Gateway.start(taken, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(gateway.grpcPort()))
        .hasMessageEndingWith(": Address already in use");
  }
}
