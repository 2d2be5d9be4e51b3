package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.SendCommandRequest;
import dev.voicemedia.v1.SendCommandResponse;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may not send unless the operator allows it. */
final class CommandPermissionsTest {
  private static final CommandPermissions TRANSFERS =
      new CommandPermissions(Set.of("transfer", "bridge"), false);

  private final FakeTelnyx telnyx = new FakeTelnyx();

  @AfterEach
  void stop() throws IOException {
    telnyx.close();
  }

  @Test
  void noOtherCommandIsAllowedByDefault() {
    try (ActionsServer server = ActionsServer.of(telnyx, CommandPermissions.NONE)) {
      RpcError refused = refusal(server, command("transfer").build());

      assertThat(refused.violationLines())
          .singleElement()
          .asString()
          .startsWith("action: ")
          .contains("--allow-commands, which are none");
    }
  }

  @Test
  void aRefusalNamesTheCommandsThatAreAllowed() {
    try (ActionsServer server = ActionsServer.of(telnyx, TRANSFERS)) {
      assertThat(refusal(server, command("streaming_start").build()).violationLines())
          .singleElement()
          .asString()
          .contains("which are bridge, transfer");
    }
  }

  static Set<String> typed() {
    return CommandPermissions.TYPED;
  }

  @ParameterizedTest
  @MethodSource("typed")
  void anActionThatHasAMethodOfItsOwnIsNeitherSentNorAllowed(String action) {
    try (ActionsServer server = ActionsServer.of(telnyx, TRANSFERS)) {
      assertThat(refusal(server, command(action).build()).violationLines())
          .singleElement()
          .asString()
          .contains("must not be an action that has a method of its own");
    }
    assertThatThrownBy(() -> new CommandPermissions(Set.of(action), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(action + " has a method of its own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Transfer", "transfer/../hangup", "../transfer", "transfer?x", "_x"})
  void anActionIsOneSegmentOfAPath(String action) {
    try (ActionsServer server = ActionsServer.of(telnyx, TRANSFERS)) {
      assertThat(refusal(server, command(action).build()).violatedFields()).containsOnly("action");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"webhook_url", "webhook_urls", "webhook_url_method", "webhook_retries_policies"})
  void eventsAreNotLedPastTheGateway(String property) {
    Struct body = struct(property);
    AnswerRequest answer = AnswerRequest.newBuilder().setCallControlId("v3:call").build();
    try (ActionsServer server = ActionsServer.of(telnyx, TRANSFERS)) {
      assertThat(refusal(server, command("transfer").setBody(body).build()).violatedFields())
          .containsExactly("body." + property);
      assertThat(
              RpcError.of(
                      () ->
                          server
                              .calls()
                              .answer(answer.toBuilder().setAdditionalProperties(body).build()))
                  .violatedFields())
          .contains("additional_properties." + property);
      assertThat(
              RpcError.of(
                      () ->
                          server
                              .calls()
                              .dial(dial().toBuilder().setAdditionalProperties(body).build()))
                  .violatedFields())
          .contains("additional_properties." + property);
    }
    assertThat(telnyx.requests()).isEmpty();
  }

  @Test
  void everyFieldOfAWebhookIsRefusedUnlessItIsAllowed() {
    AnswerRequest answer = AnswerRequest.newBuilder().setCallControlId("v3:call").build();
    try (ActionsServer server = ActionsServer.of(telnyx, CommandPermissions.NONE);
        ActionsServer open = ActionsServer.of(telnyx, new CommandPermissions(Set.of(), true))) {
      int fields = 0;
      for (Message prototype : new Message[] {answer, dial()}) {
        for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
          if (field.getName().startsWith("webhook_")) {
            fields++;
            Message request = prototype.toBuilder().setField(field, any(field)).build();
            assertThat(RpcError.of(() -> send(server, request)).violationLines())
                .singleElement()
                .asString()
                .startsWith(field.getName() + ": ")
                .contains("--allow-webhook-url");
            assertThat(telnyx.takeRequests()).isEmpty();
            send(open, request);
            assertThat(telnyx.takeRequests().get(0).body()).contains(field.getName());
          }
        }
      }
      assertThat(fields).isEqualTo(6);
    }
  }

  @Test
  void anAllowedCommandIsSentAsItIs() {
    telnyx.reacting(answering(200, "{\"data\":{\"result\":\"ok\",\"leg\":{\"n\":1}}}"));
    Struct body =
        Struct.newBuilder()
            .putFields("to", Value.newBuilder().setStringValue("+12025550142").build())
            .putFields("timeout_secs", Value.newBuilder().setNumberValue(30).build())
            .build();
    try (ActionsServer server = ActionsServer.of(telnyx, TRANSFERS)) {
      SendCommandResponse response =
          server
              .calls()
              .sendCommand(command("transfer").setBody(body).setCommandId("cmd-1").build());

      assertThat(response.getResult()).isEqualTo("ok");
      assertThat(response.getReceipt().getCommandId()).isEqualTo("cmd-1");
      assertThat(response.getData().getFieldsOrThrow("leg").getStructValue().getFieldsMap())
          .containsKey("n");
    }
    FakeTelnyx.Request sent = telnyx.takeRequests().get(0);
    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.path()).isEqualTo("/v2/calls/v3%3Acall/actions/transfer");
    assertThat(sent.body())
        .contains("\"to\":\"+12025550142\"", "\"command_id\":\"cmd-1\"", "\"timeout_secs\":30")
        .doesNotContain("30.0");
  }

  @Test
  void theIdOfACommandHasOnePlace() {
    try (ActionsServer server = ActionsServer.of(telnyx, TRANSFERS)) {
      assertThat(
              refusal(server, command("transfer").setBody(struct("command_id")).build())
                  .violatedFields())
          .containsExactly("body.command_id");
    }
  }

  private RpcError refusal(ActionsServer server, SendCommandRequest request) {
    RpcError refused = RpcError.of(() -> server.calls().sendCommand(request));
    assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refused.outcome()).isEqualTo("not_sent");
    assertThat(telnyx.requests()).isEmpty();
    return refused;
  }

  private static void send(ActionsServer server, Message request) {
    if (request instanceof AnswerRequest answer) {
      var unused = server.calls().answer(answer);
    } else {
      var unused = server.calls().dial((DialRequest) request);
    }
  }

  private static Object any(FieldDescriptor field) {
    if (field.getJavaType() == JavaType.ENUM) {
      EnumDescriptor type = field.getEnumType();
      return type.findValueByNumber(1);
    }
    return "https://example.com/elsewhere";
  }

  private static Struct struct(String name) {
    return Struct.newBuilder()
        .putFields(name, Value.newBuilder().setStringValue("https://example.com").build())
        .build();
  }

  private static SendCommandRequest.Builder command(String action) {
    return SendCommandRequest.newBuilder().setCallControlId("v3:call").setAction(action);
  }

  private static DialRequest dial() {
    return DialRequest.newBuilder()
        .setConnectionId("c-1")
        .addTo("+12025550142")
        .setFrom("+12025550143")
        .build();
  }
}
