package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.CommandRecord;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.v1.CallControlProto;
import dev.voicemedia.v1.CallsProto;
import dev.voicemedia.v1.MediaActionsProto;
import dev.voicemedia.v1.RecordingsProto;
import dev.voicemedia.v1.WebhookEventsProto;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** A case that calls a method of the contract by its name, with a request in JSON. */
final class ConformanceRpc implements Executable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long DEADLINE_SECONDS = 20;

  private final JsonNode one;
  private final Channel channel;
  private final Simulator simulator;

  ConformanceRpc(JsonNode one, Channel channel, Simulator simulator) {
    this.one = one;
    this.channel = channel;
    this.simulator = simulator;
  }

  @Override
  public void execute() throws IOException {
    CallSetup setup = CallSetup.standard();
    SimulatedCall simulated =
        simulator.openCall(one.path("ringing").asBoolean() ? setup.unanswered() : setup);
    String call = simulated.callControlId();
    for (JsonNode before : one.path("before")) {
      call(channel, before.required("method").textValue(), before.required("request"), call);
    }
    arrange(one.path("answer"), simulated);
    int earlier = commands(call).size();

    JsonNode response = MissingNode.getInstance();
    Optional<StatusRuntimeException> error = Optional.empty();
    try {
      response = call(channel, one.required("method").textValue(), one.required("request"), call);
    } catch (StatusRuntimeException e) {
      error = Optional.of(e);
    }
    if (one.has("error")) {
      assertThat(error).as("an error instead of %s", response).isPresent();
      assertFailure(error.orElseThrow(), one.required("error"));
    } else {
      assertThat(error).isEmpty();
      ConformanceTest.assertContains(
          "response",
          response,
          one.has("response") ? one.get("response") : JSON.createObjectNode());
    }
    assertSent(commands(call).subList(earlier, commands(call).size()));
  }

  private void arrange(JsonNode answer, SimulatedCall call) throws IOException {
    if (answer.path("hang_up").asBoolean()) {
      call.hangUp();
    } else if (answer.isObject()) {
      Map<String, String> headers = new TreeMap<>();
      answer
          .path("headers")
          .properties()
          .forEach(header -> headers.put(header.getKey(), header.getValue().textValue()));
      simulator.inject(
          Fault.of(
                  new Effect.Answer(
                      answer.required("status").intValue(),
                      false,
                      headers,
                      JSON.writeValueAsString(answer.required("body"))))
              .onCall(call));
    }
  }

  private List<CommandRecord> commands(String call) {
    return simulator.commands().stream()
        .filter(command -> command.callControlId().equals(call))
        .toList();
  }

  private void assertSent(List<CommandRecord> sent) throws IOException {
    if (one.has("wire")) {
      List<JsonNode> bodies = new ArrayList<>();
      for (CommandRecord command : sent) {
        bodies.add(JSON.readTree(command.body()));
      }
      assertThat(bodies).containsExactly(JSON.readTree(one.get("wire").toString()));
    }
    if (one.has("action")) {
      assertThat(sent)
          .extracting(CommandRecord::action)
          .containsExactly(one.get("action").textValue());
    }
    if (!one.has("wire") && !one.has("answer")) {
      assertThat(sent).isEmpty();
    }
  }

  private static void assertFailure(StatusRuntimeException error, JsonNode expected)
      throws IOException {
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    List<String> violations = new ArrayList<>();
    boolean retry = false;
    for (Any detail : StatusProto.fromThrowable(error).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        info = detail.unpack(ErrorInfo.class);
      } else if (detail.is(BadRequest.class)) {
        detail
            .unpack(BadRequest.class)
            .getFieldViolationsList()
            .forEach(violation -> violations.add(violation.getField()));
      } else if (detail.is(RetryInfo.class)) {
        retry = true;
      }
    }
    assertThat(error.getStatus().getCode().name()).isEqualTo(expected.path("code").textValue());
    assertThat(info.getReason()).isEqualTo(expected.path("reason").textValue());
    assertThat(info.getDomain()).isEqualTo(expected.path("domain").textValue());
    assertThat(info.getMetadataMap().get("outcome"))
        .isEqualTo(expected.path("outcome").textValue());
    assertThat(retry).isEqualTo(expected.path("retry").asBoolean());
    List<String> expectedViolations = new ArrayList<>();
    expected.path("violations").forEach(field -> expectedViolations.add(field.textValue()));
    assertThat(violations).containsExactlyInAnyOrderElementsOf(expectedViolations);
    Map<String, String> metadata = info.getMetadataMap();
    expected
        .path("metadata")
        .properties()
        .forEach(
            member ->
                assertThat(metadata).containsEntry(member.getKey(), member.getValue().textValue()));
  }

  /**
   * The first response.
   *
   * @param call the call_control_id unless the request has one
   */
  static JsonNode call(Channel channel, String name, JsonNode request, String call)
      throws IOException {
    Descriptors.MethodDescriptor method = method(name);
    ObjectNode json = JSON.createObjectNode();
    if (method.getInputType().findFieldByName("call_control_id") != null) {
      json.put("call_control_id", call);
    }
    json.setAll((ObjectNode) request);
    DynamicMessage.Builder sent = DynamicMessage.newBuilder(method.getInputType());
    JsonFormat.parser().merge(json.toString(), sent);

    MethodDescriptor<DynamicMessage, DynamicMessage> stub =
        MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            .setType(method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
            .setFullMethodName(
                MethodDescriptor.generateFullMethodName(method.getService().getFullName(), name))
            .setRequestMarshaller(marshaller(method.getInputType()))
            .setResponseMarshaller(marshaller(method.getOutputType()))
            .build();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    DynamicMessage received =
        method.isServerStreaming()
            ? ClientCalls.blockingServerStreamingCall(channel, stub, options, sent.build()).next()
            : ClientCalls.blockingUnaryCall(channel, stub, options, sent.build());
    return JSON.readTree(JsonFormat.printer().preservingProtoFieldNames().print(received));
  }

  /** Whether a method of the contract has one response. */
  static boolean isUnary(String name) {
    return !method(name).isServerStreaming();
  }

  private static MethodDescriptor.Marshaller<DynamicMessage> marshaller(
      Descriptors.Descriptor type) {
    return ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(type));
  }

  private static Descriptors.MethodDescriptor method(String name) {
    return Stream.of(
            MediaActionsProto.getDescriptor(),
            CallControlProto.getDescriptor(),
            CallsProto.getDescriptor(),
            RecordingsProto.getDescriptor(),
            WebhookEventsProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("method: " + name + ", expected one of the contract"));
  }
}
