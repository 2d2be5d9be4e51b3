package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.OK;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.answering;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.v1.AzureVoiceSettings;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import dev.voicemedia.v1.VoiceSettings;
import io.grpc.Status.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of Telnyx's answers: the table of errors, through real HTTP and real gRPC. */
final class UpstreamAnswersTest {
  private static final SpeakRequest SPEAK =
      SpeakRequest.newBuilder()
          .setCallControlId("v3:call-1")
          .setPayload("Hello")
          .setVoice("female")
          .setCommandId("cmd-1")
          .build();

  private static int calls;
  private static final FakeTelnyx telnyx = new FakeTelnyx();
  private static final ActionsServer server = ActionsServer.of(telnyx);

  @AfterAll
  static void stop() throws IOException {
    server.close();
    telnyx.close();
  }

  @BeforeEach
  void startOver() {
    telnyx.reacting(answering(200, OK)).takeRequests();
  }

  @Test
  void anAcceptedCommandIsAnsweredWithItsReceipt() {
    SpeakResponse response = server.stub().speak(onNewCall());

    assertThat(response.getResult()).isEqualTo("ok");
    assertThat(response.getReceipt().getCommandId()).isEqualTo("cmd-1");
    assertThat(response.getReceipt().getAttempts()).isEqualTo(1);
    assertThat(response.getReceipt().getRequestId()).isEqualTo("req-1");
  }

  @Test
  void aCommandWithoutAnIdIsGivenANewOneEachTime() {
    SpeakRequest unnamed = SPEAK.toBuilder().clearCommandId().build();

    String first = server.stub().speak(unnamed).getReceipt().getCommandId();
    String second = server.stub().speak(unnamed).getReceipt().getCommandId();

    assertThat(first).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").isNotEqualTo(second);
    assertThat(telnyx.requests().get(0).body()).contains("\"command_id\":\"" + first + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT, REJECTED_BY_TELNYX, telnyx.com, rejected",
    "401, FAILED_PRECONDITION, UPSTREAM_CREDENTIALS_REJECTED, telnyx.com, rejected",
    "402, FAILED_PRECONDITION, TELNYX_PRECONDITION_FAILED, telnyx.com, rejected",
    "403, PERMISSION_DENIED, UPSTREAM_PERMISSION_DENIED, telnyx.com, rejected",
    "404, NOT_FOUND, NOT_FOUND, telnyx.com, rejected",
    "405, INTERNAL, UNEXPECTED_ANSWER, voicemedia.dev, rejected",
    "408, UNAVAILABLE, UPSTREAM_UNAVAILABLE, telnyx.com, unknown",
    "409, FAILED_PRECONDITION, TELNYX_PRECONDITION_FAILED, telnyx.com, rejected",
    "413, INVALID_ARGUMENT, REJECTED_BY_TELNYX, telnyx.com, rejected",
    "422, INVALID_ARGUMENT, REJECTED_BY_TELNYX, telnyx.com, rejected",
    "429, RESOURCE_EXHAUSTED, RATE_LIMITED, telnyx.com, rejected",
    "500, UNAVAILABLE, UPSTREAM_UNAVAILABLE, telnyx.com, unknown",
    "502, UNAVAILABLE, UPSTREAM_UNAVAILABLE, telnyx.com, unknown",
    "503, UNAVAILABLE, UPSTREAM_UNAVAILABLE, telnyx.com, unknown",
    "504, UNAVAILABLE, UPSTREAM_UNAVAILABLE, telnyx.com, unknown",
  })
  void aRefusalHasTheStatusOfTheTableWithOrWithoutABodyToRead(
      int status, Code code, String reason, String domain, String outcome) {
    String error =
        """
        {"errors":[{"code":"10099","title":"A title","detail":"A detail"}]}\
        """;
    String html = "<html><body>Bad Gateway</body></html>";
    for (String body : List.of(error, "", html, "{\"errors\":[{\"code\":\"100", "null", "[1]")) {
      telnyx.reacting(answering(status, body));

      RpcError refused;
      try (LoggedLines audit = LoggedLines.of(RefusalLog.AUDIT)) {
        refused = RpcError.of(() -> server.stub().speak(onNewCall()));
        assertThat(audit.fields())
            .singleElement(as(InstanceOfAssertFactories.map(String.class, String.class)))
            .containsEntry("request_id", "req-1")
            .containsEntry("outcome", outcome);
      }

      assertThat(refused.code()).as(body).isEqualTo(code);
      assertThat(refused.reason()).isEqualTo(reason);
      assertThat(refused.domain()).isEqualTo(domain);
      assertThat(refused.metadata())
          .containsEntry("outcome", outcome)
          .containsEntry("command_id", "cmd-1")
          .containsEntry("attempts", "1")
          .containsEntry("request_id", "req-1")
          .containsEntry("http_status", Integer.toString(status));
      if (body.equals(error)) {
        assertThat(refused.metadata()).containsEntry("telnyx_code", "10099");
        assertThat(refused.message())
            .isEqualTo("Telnyx answered HTTP " + status + ": A title: A detail");
      } else {
        assertThat(refused.metadata()).doesNotContainKey("telnyx_code");
        assertThat(refused.message()).isEqualTo("Telnyx answered HTTP " + status);
      }
      boolean retriable = code == Code.UNAVAILABLE || code == Code.RESOURCE_EXHAUSTED;
      assertThat(refused.retryDelay().isPresent()).isEqualTo(retriable);
      assertThat(telnyx.takeRequests()).hasSize(1);
    }
  }

  @Test
  void eachErrorWithASourceIsAViolationInTheNamesOfTheContract() {
    telnyx.reacting(
        answering(
            422,
            """
            {"errors":[
              {"code":"10015","title":"Bad","detail":"too long","source":{"pointer":"/payload"}},
              {"code":"10015","title":"No such region","source":{"pointer":"/voice_settings/region"}},
              {"code":"10015","detail":"wrong type","source":{"pointer":"/voice_settings/type"}},
              {"code":10006,"detail":"bad id","source":{"parameter":"call_control_id"}},
              {"code":"10007","detail":"no source at all","source":null}
            ]}\
            """));
    SpeakRequest azure =
        onNewCall().toBuilder()
            .setVoiceSettings(
                VoiceSettings.newBuilder().setAzure(AzureVoiceSettings.getDefaultInstance()))
            .build();

    RpcError refused = RpcError.of(() -> server.stub().speak(azure));

    assertThat(refused.violationLines())
        .containsExactly(
            "payload: too long",
            "voice_settings.azure.region: No such region",
            "voice_settings: wrong type",
            "call_control_id: bad id");
    assertThat(refused.violations().get(3).getReason()).isEqualTo("10006");
    assertThat(refused.message())
        .isEqualTo(
            "Telnyx answered HTTP 422: Bad: too long; no source at all; No such region;"
                + " wrong type; bad id");
  }

  @Test
  void whatIsWrongWithVoiceSettingsIsNamedEvenIfThereAreNone() {
    telnyx.reacting(
        answering(
            422,
            """
            {"errors":[{"detail":"too fast","source":{"pointer":"/voice_settings/voice_speed"}}]}\
            """));

    assertThat(RpcError.of(() -> server.stub().speak(onNewCall())).violationLines())
        .containsExactly("voice_settings.voice_speed: too fast");
  }

  @Test
  void errorsOfTelnyxThatNameNoFieldAreInTheMessageWhateverTheReason() {
    for (int status : List.of(401, 403, 404, 409, 500)) {
      telnyx.reacting(
          answering(
              status,
              """
              {"errors":[{"title":"One"},{},{"detail":"another"}]}\
              """));

      assertThat(RpcError.of(() -> server.stub().speak(onNewCall())).message())
          .isEqualTo("Telnyx answered HTTP " + status + ": One; another");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "90018"                   | CALL_ENDED                 | 90018
          90018                     | CALL_ENDED                 | 90018
          "10015","90018"           | CALL_ENDED                 | 90018
          "90054","90034","90018"   | CALL_ENDED                 | 90018
          "90034"                   | CALL_NOT_ANSWERED          | 90034
          "10015","90034"           | CALL_NOT_ANSWERED          | 90034
          "90020"                   | TELNYX_PRECONDITION_FAILED | 90020
          "10015","90054","90045"   | TELNYX_PRECONDITION_FAILED | 90054
          """)
  void theStateOfTheCallIsNotMistakenForAWrongRequest(
      String codes, String reason, String deciding) {
    String errors =
        Stream.of(codes.split(",", -1))
            .map(
                code ->
                    """
                    {"code":%s,"title":"No %s","source":{"pointer":"/payload"}}\
                    """
                        .formatted(code, code.replace("\"", "")))
            .collect(Collectors.joining(",", "{\"errors\":[", "]}"));
    for (int status : List.of(400, 404, 409, 422)) {
      telnyx.reacting(answering(status, errors));
      SpeakRequest request = onNewCall();

      RpcError refused = RpcError.of(() -> server.stub().speak(request));

      assertThat(refused.code()).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(refused.reason()).isEqualTo(reason);
      assertThat(refused.domain()).isEqualTo("telnyx.com");
      assertThat(refused.metadata())
          .containsEntry("telnyx_code", deciding)
          .containsEntry("outcome", "rejected");
      assertThat(refused.message())
          .startsWith("Telnyx answered HTTP " + status + ": No " + deciding);
      assertThat(refused.violations()).isEmpty();

      // The state passes, and the same command then goes out.
      telnyx.reacting(answering(200, OK));
      assertThat(server.stub().speak(request).getReceipt().getFromMemory()).isFalse();
    }
  }

  @Test
  void theAnswerToARepeatSaysThatItIsRemembered() {
    SpeakRequest accepted = onNewCall();
    assertThat(server.stub().speak(accepted).getReceipt().getFromMemory()).isFalse();
    telnyx.takeRequests();
    assertThat(server.stub().speak(accepted).getReceipt().getFromMemory()).isTrue();
    assertThat(telnyx.requests()).isEmpty();

    telnyx.reacting(
        answering(
            422,
            """
            {"errors":[{"code":"10015","source":{"pointer":"/voice"}}]}\
            """));
    SpeakRequest invalid = onNewCall();
    RpcError first = RpcError.of(() -> server.stub().speak(invalid));
    RpcError again = RpcError.of(() -> server.stub().speak(invalid));

    assertThat(first.metadata()).doesNotContainKey("from_memory");
    assertThat(again.metadata()).containsEntry("from_memory", "true");
    assertThat(again.violatedFields()).isEqualTo(first.violatedFields());
    assertThat(telnyx.requests()).hasSize(1);
  }

  @Test
  void requestsOverClearTextOfferNoOtherProtocol() {
    var unused = server.stub().speak(onNewCall());

    assertThat(telnyx.requests().get(0).headers())
        .doesNotContainKeys("upgrade", "http2-settings", "connection")
        .containsEntry("user-agent", TelnyxHttp.USER_AGENT);
    assertThat(TelnyxHttp.USER_AGENT).startsWith("voicemedia/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Retry-After: 7                                                            | PT7S
          Retry-After: 0                                                            | PT0S
          Retry-After: 1.5                                                          | PT1.5S
          Retry-After: 1.                                                           | PT1S
          Retry-After-Ms: 250.5                                                     | PT0.2505S
          Retry-After-Ms: 250                                                       | PT0.25S
          Retry-After: 7; Retry-After-Ms: 250                                       | PT0.25S
          Retry-After: 7; Retry-After-Ms: soon                                      | PT7S
          Date: Mon, 05 Jan 2026 10:00:00 GMT; Retry-After: Mon, 05 Jan 2026 10:00:09 GMT | PT9S
          Date: Mon, 05 Jan 2026 10:00:09 GMT; Retry-After: Mon, 05 Jan 2026 10:00:00 GMT | PT0S
          Retry-After: Mon, 05 Jan 2026 10:00:09 GMT                                | PT1S
          Retry-After: whenever                                                     | PT1S
          Retry-After: -5                                                           | PT1S
          Retry-After: 99999999999                                                  | PT24H
          Retry-After: 99999999999999999999999999                                   | PT1S
          X-Other: 1                                                                | PT1S
          """)
  void aRateLimitSaysWhenToTryAgain(String headers, Duration delay) {
    for (int status : List.of(429, 503)) {
      telnyx.reacting(answering(status, "", headers.split("; ")));

      assertThat(RpcError.of(() -> server.stub().speak(onNewCall())).retryDelay()).contains(delay);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<html>Welcome</html>",
        "{}",
        "[]",
        "null",
        "\"ok\"",
        "{\"data\":null}",
        "{\"data\":{}}",
        "{\"data\":{\"result\":null}}",
        "{\"data\":{\"result\":\"\"}}",
        "{\"data\":{\"result\":{}}}",
        "{\"data\":{\"result\":\"o",
      })
  void aSuccessThatCannotBeReadIsUnexpectedAndMayHaveBeenExecuted(String body) {
    for (int status : List.of(200, 201, 202)) {
      telnyx.reacting(answering(status, body));
      assertUnexpected(RpcError.of(() -> server.stub().speak(onNewCall())), status);
    }
  }

  @Test
  void aSuccessWithoutContentIsUnexpected() {
    telnyx.reacting(answering(204, ""));

    assertUnexpected(RpcError.of(() -> server.stub().speak(onNewCall())), 204);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
  void aRedirectIsNotFollowed(int status) {
    telnyx.reacting(answering(status, "", "Location: " + telnyx.baseUrl() + "/elsewhere"));

    assertUnexpected(RpcError.of(() -> server.stub().speak(onNewCall())), status);
    assertThat(telnyx.requests()).hasSize(1);
  }

  @Test
  void aBodyLargerThanAnyOfTelnyxIsNotKeptAndTheStatusDecides() {
    String large = "x".repeat(3 << 20);

    telnyx.reacting(answering(200, large));
    assertUnexpected(RpcError.of(() -> server.stub().speak(onNewCall())), 200);

    telnyx.reacting(answering(503, large));
    assertThat(RpcError.of(() -> server.stub().speak(onNewCall())).reason())
        .isEqualTo("UPSTREAM_UNAVAILABLE");

    telnyx.reacting(answering(200, OK));
    assertThat(server.stub().speak(onNewCall()).getResult()).isEqualTo("ok");
  }

  @Test
  void aCompressedBodyWhichNobodyAskedForIsNotUnpacked() throws IOException {
    // A kilobyte that unpacks to a megabyte; larger ones are as easy to make.
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
    }
    String bytes = packed.toString(StandardCharsets.ISO_8859_1);

    for (int status : List.of(200, 404)) {
      telnyx.reacting(answering(status, bytes, "Content-Encoding: gzip"));

      RpcError error = RpcError.of(() -> server.stub().speak(onNewCall()));

      assertThat(error.metadata()).containsEntry("http_status", Integer.toString(status));
      assertThat(error.message()).doesNotContain("xxx");
    }
  }

  @Test
  void whatTelnyxSaysIsShortenedPutOnOneLineAndKeptSmallEnoughForAHeader() {
    String detail = "\\u8bed\\n".repeat(5_000);
    String error = "{\"code\":\"1\",\"detail\":\"%s\",\"source\":{\"pointer\":\"/payload\"}}";
    String errors = (error.formatted(detail) + ",").repeat(7);
    telnyx.reacting(
        answering(400, "{\"errors\":[" + errors.substring(0, errors.length() - 1) + "]}"));

    RpcError refused = RpcError.of(() -> server.stub().speak(onNewCall()));

    assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refused.message()).startsWith("Telnyx answered HTTP 400: 语 语").endsWith("…");
    assertThat(refused.violations()).hasSizeBetween(2, 7);
    assertThat(refused.violationLines().get(0)).startsWith("payload: 语 语").doesNotContain("\n");
    assertThat(refused.violationLines()).last().asString().matches(": and \\d more");
  }

  @Test
  void theApiKeyIsNotPassedOnWhenTelnyxRepeatsIt() {
    String error =
        """
        {"errors":[{"code":"10009","title":"Bearer %1$s","detail":"%1$s is no key",
          "source":{"pointer":"/%1$s"}}]}\
        """
            .formatted(ActionsServer.API_KEY);
    for (int status : List.of(400, 401, 500)) {
      telnyx.reacting(answering(status, error, "x-request-id: " + ActionsServer.API_KEY));

      try (LoggedLines logged = LoggedLines.of(ErrorMapper.class)) {
        RpcError refused = RpcError.of(() -> server.stub().speak(onNewCall()));

        assertThat(refused.toString()).contains("[hidden]").doesNotContain(ActionsServer.API_KEY);
        assertThat(logged.lines())
            .singleElement()
            .asString()
            .startsWith("Command cmd-1: Telnyx answered HTTP " + status + ": Bearer [hidden]: ")
            .doesNotContain(ActionsServer.API_KEY);
      }
      assertThat(telnyx.takeRequests().get(0).headers())
          .containsEntry("authorization", "Bearer " + ActionsServer.API_KEY);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, ERROR",
    "302, ERROR",
    "400, DEBUG",
    "401, ERROR",
    "402, DEBUG",
    "403, WARN",
    "404, DEBUG",
    "407, ERROR",
    "408, WARN",
    "409, DEBUG",
    "413, DEBUG",
    "418, ERROR",
    "422, DEBUG",
    "429, DEBUG",
    "500, WARN",
    "503, WARN",
  })
  void whatAnOperatorHasToMendIsLoggedLouderThanWhatCallersDo(int status, String level) {
    telnyx.reacting(answering(status, ""));
    try (LoggedLines logged = LoggedLines.of(ErrorMapper.class)) {
      SpeakRequest twoLines = onNewCall().toBuilder().setCommandId("cmd\n2").build();

      RpcError refused = RpcError.of(() -> server.stub().speak(twoLines));

      assertThat(logged.levels()).containsExactly(level);
      assertThat(logged.lines()).containsExactly("Command cmd?2: " + refused.message());
    }
  }

  /** So that no command is a repeat of another. */
  private static SpeakRequest onNewCall() {
    return SPEAK.toBuilder().setCallControlId("v3:call-" + calls++).build();
  }

  private static void assertUnexpected(RpcError error, int status) {
    assertThat(error.code()).isEqualTo(Code.INTERNAL);
    assertThat(error.reason()).isEqualTo("UNEXPECTED_ANSWER");
    assertThat(error.domain()).isEqualTo("voicemedia.dev");
    assertThat(error.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "outcome", "unknown",
                "command_id", "cmd-1",
                "attempts", "1",
                "request_id", "req-1",
                "http_status", Integer.toString(status)));
    assertThat(error.retryDelay()).isEmpty();
  }
}
