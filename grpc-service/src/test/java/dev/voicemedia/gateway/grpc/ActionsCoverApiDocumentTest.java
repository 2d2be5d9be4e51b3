package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.gateway.grpc.RequestFields.Setting;
import dev.voicemedia.gateway.testing.ApiDocument;
import dev.voicemedia.gateway.testing.ApiDocument.Operation;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Walks through the OpenAPI document: every operation can be called through gRPC, and every value
 * of every property of its request can be set there and arrives on the wire. A request without a
 * required property is refused.
 */
final class ActionsCoverApiDocumentTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** What must be set, in the text format of protobuf. */
  private static final Map<String, String> REQUIRED =
      Map.of(
          "StartPlayback", "media_name: 'required'",
          "StartRecording", "format: RECORDING_FORMAT_WAV channels: RECORDING_CHANNELS_SINGLE",
          "Speak", "payload: 'required' voice: 'required'",
          "Reject", "cause: REJECT_CAUSE_USER_BUSY",
          "UpdateClientState", "client_state: 'required'",
          "SendDtmf", "digits: '1'",
          "GatherUsingSpeak", "payload: 'required' voice: 'required'",
          "Dial", "connection_id: 'c' to: 'required' from: 'required' link_to: 'a call'");

  /** Carries the properties that the document names and has no schema for. */
  private static final String OPEN_FIELD = "additional_properties";

  /** Is for actions that the document does not have. */
  private static final String OPEN_METHOD = "SendCommand";

  /** What an answer has that any operation accepts. */
  private static final String ANSWER =
      "{'data':{'result':'ok','call_control_id':'v3:1','recording_id':'r'}}".replace('\'', '"');

  private final ApiDocument document = ApiDocument.published();
  private final List<String> gaps = new ArrayList<>();
  private final RequestFields fields = new RequestFields(document, gaps);
  private final FakeTelnyx telnyx = new FakeTelnyx().reacting(FakeTelnyx.answering(200, ANSWER));
  private final ActionsServer server = ActionsServer.of(telnyx);
  private int settings;

  @AfterEach
  void stop() throws IOException {
    server.close();
    telnyx.close();
  }

  @Test
  void everythingARequestCanSayCanBeSetThroughGrpcAndArrivesOnTheWire() {
    document.operations().forEach(this::walk);
    ActionsServer.methods().stream()
        .map(method -> method.getName())
        .filter(name -> !name.equals(OPEN_METHOD))
        .filter(name -> document.operations().stream().noneMatch(o -> o.methodName().equals(name)))
        .forEach(name -> gaps.add("the document has no operation for method " + name));

    assertThat(gaps).as("what the gateway does not cover of the OpenAPI document").isEmpty();
    assertThat(document.operations()).hasSizeGreaterThanOrEqualTo(17);
    assertThat(settings).as("values that were sent").isGreaterThan(500);
  }

  private void walk(Operation operation) {
    var method =
        ActionsServer.methods().stream()
            .filter(each -> each.getName().equals(operation.methodName()))
            .findFirst();
    if (method.isEmpty()) {
      gaps.add(operation.id() + ": the contract has no method " + operation.methodName());
      return;
    }
    var request = method.get().getInputType();
    operation.parameters().stream()
        .filter(parameter -> request.findFieldByName(parameter) == null)
        .forEach(parameter -> gaps.add(operation.id() + "." + parameter + ": no such field"));
    var properties = document.properties(operation.requestSchema());
    properties
        .properties()
        .forEach(
            property -> {
              String where = operation.id() + "." + property.getKey();
              FieldDescriptor field = request.findFieldByName(property.getKey());
              fields
                  .settingsOf(where, property.getValue(), field)
                  .forEach(
                      setting -> {
                        if (field != null) {
                          send(operation, property.getKey(), field, setting);
                        }
                      });
            });
    walkOpen(operation, request);
    for (String name : operation.required()) {
      FieldDescriptor field = request.findFieldByName(name);
      if (field == null) {
        gaps.add(
            operation.id() + "." + name + ": the contract has no such field, and it is required");
      } else {
        omit(operation, field);
      }
    }
    request.getFields().stream()
        .map(FieldDescriptor::getName)
        .filter(name -> !properties.has(name) && !operation.parameters().contains(name))
        .filter(name -> !name.equals(OPEN_FIELD) || operation.openProperties().isEmpty())
        .forEach(
            name -> gaps.add(operation.id() + ": the document has no property for field " + name));
  }

  /** A property without a schema can be anything, such as an object. */
  private void walkOpen(Operation operation, Descriptor request) {
    FieldDescriptor field = request.findFieldByName(OPEN_FIELD);
    for (String property : operation.openProperties()) {
      String where = operation.id() + "." + property;
      if (field == null) {
        gaps.add(where + ": the contract has neither such a field nor " + OPEN_FIELD);
      } else if (request.findFieldByName(property) != null) {
        gaps.add(where + ": the contract has a field, and the document no schema");
      } else {
        JsonNode wire = json("{\"id\":\"a\",\"n\":[1,true,null]}");
        Struct.Builder value = Struct.newBuilder();
        merge(JSON.createObjectNode().set(property, wire), value);
        send(operation, property, field, new Setting(value.build(), wire));
      }
    }
  }

  private void send(Operation operation, String property, FieldDescriptor field, Setting setting) {
    settings++;
    String where = operation.id() + "." + property;
    Message request = minimal(operation, field).setField(field, setting.value()).build();
    try {
      call(operation, request);
    } catch (StatusRuntimeException e) {
      gaps.add(where + ": set to " + setting.wire() + ", refused: " + e.getMessage());
      return;
    }
    FakeTelnyx.Request sent = telnyx.takeRequests().get(0);
    if (!sent.method().equals(operation.method())) {
      gaps.add(where + ": sent by " + sent.method() + ", expected " + operation.method());
    }
    String path =
        "/v2" + operation.path().replace("{call_control_id}", "v3%3A" + operation.id() + "_1-x%3D");
    JsonNode wire = json(sent.body()).path(property);
    if (!sent.path().equals(path)) {
      gaps.add(where + ": sent to " + sent.path() + ", expected " + path);
    }
    if (!wire.equals(setting.wire())) {
      gaps.add(where + ": set to " + setting.wire() + ", but on the wire stands " + told(wire));
    }
  }

  private void omit(Operation operation, FieldDescriptor field) {
    try {
      call(operation, minimal(operation, field).clearField(field).build());
      telnyx.takeRequests();
      gaps.add(operation.id() + "." + field.getName() + ": is required, but sent without it");
    } catch (StatusRuntimeException e) {
      assertThat(RpcError.of(e).violations())
          .as(operation.id() + " without " + field.getName())
          .extracting(FieldViolation::getField)
          .contains(field.getName());
    }
  }

  private void call(Operation operation, Message request) {
    Message unused =
        ClientCalls.blockingUnaryCall(
            server.channel(), method(operation, request), CallOptions.DEFAULT, request);
  }

  private static String told(JsonNode wire) {
    return wire.isMissingNode() ? "nothing" : wire.toString();
  }

  private static DynamicMessage.Builder minimal(Operation operation, FieldDescriptor field) {
    DynamicMessage.Builder request = DynamicMessage.newBuilder(field.getContainingType());
    try {
      TextFormat.Parser.newBuilder()
          .build()
          .merge(
              // A call of its own, as all operations get the same command_id.
              (operation.parameters().isEmpty()
                      ? ""
                      : "call_control_id: 'v3:%s_1-x=' ".formatted(operation.id()))
                  + REQUIRED.getOrDefault(operation.methodName(), ""),
              request);
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException(operation.id(), e);
    }
    if (field.getContainingOneof() != null) {
      request.clearOneof(field.getContainingOneof());
    }
    return request;
  }

  private static MethodDescriptor<Message, Message> method(Operation operation, Message request) {
    String service =
        ActionsServer.methods().stream()
            .filter(each -> each.getName().equals(operation.methodName()))
            .map(each -> each.getService().getFullName())
            .findFirst()
            .orElseThrow();
    return MethodDescriptor.<Message, Message>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, operation.methodName()))
        .setRequestMarshaller(ProtoUtils.marshaller(request.getDefaultInstanceForType()))
        .setResponseMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(SpeakResponse.getDescriptor())))
        .build();
  }

  private static void merge(JsonNode json, Struct.Builder struct) {
    try {
      JsonFormat.parser().merge(json.toString(), struct);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(json.toString(), e);
    }
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(body, e);
    }
  }
}
