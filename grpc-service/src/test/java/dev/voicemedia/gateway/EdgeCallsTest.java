package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.EdgeClient.ACTIONS;
import static dev.voicemedia.gateway.EdgeClient.EVENTS;
import static dev.voicemedia.gateway.EdgeClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unary calls of the HTTP edge. */
@Timeout(60)
class EdgeCallsTest {
  @TempDir static Path folder;

  private static GatewayRun gateway;
  private static SimulatedCall call;
  private static EdgeClient edge;

  @BeforeAll
  static void start() throws Exception {
    gateway = new GatewayRun(folder);
    call = gateway.simulator().openCall();
    edge = new EdgeClient(gateway.httpPort());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void anActionIsSentWithEitherSpellingOfItsFields() throws Exception {
    HttpResponse<String> camel = edge.post(ACTIONS + "Speak", speak("callControlId", ""));
    HttpResponse<String> snake = edge.post(ACTIONS + "Speak", speak("call_control_id", ""));

    assertThat(camel.statusCode()).isEqualTo(200);
    assertThat(camel.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(camel).at("/receipt/commandId").asText()).isNotEmpty();
    assertThat(json(snake).at("/receipt/commandId").asText()).isNotEmpty();
  }

  @Test
  void messagesMayBeInProtobuf() throws Exception {
    HttpResponse<byte[]> spoken =
        edge.postProto(
            ACTIONS + "Speak",
            SpeakRequest.newBuilder()
                .setCallControlId(call.callControlId())
                .setPayload("Hello")
                .setVoice("female")
                .build()
                .toByteArray());
    gateway.awaitEvents(2);
    HttpResponse<byte[]> listed =
        edge.postProto(EVENTS + "ListEvents", ListEventsRequest.getDefaultInstance().toByteArray());

    assertThat(spoken.statusCode()).isEqualTo(200);
    assertThat(spoken.headers().firstValue("Content-Type")).contains("application/proto");
    assertThat(SpeakResponse.parseFrom(spoken.body()).getReceipt().getCommandId()).isNotEmpty();
    assertThat(ListEventsResponse.parseFrom(listed.body()).getEventsList()).isNotEmpty();
  }

  /** A misspelt option that were ignored would be another action than the one that was meant. */
  @Test
  void anUnknownFieldIsNamed() throws Exception {
    HttpResponse<String> refused =
        edge.post(ACTIONS + "Speak", speak("callControlId", ", \"voise\": \"female\""));

    JsonNode error = json(refused);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error.get("code").asText()).isEqualTo("invalid_argument");
    assertThat(error.get("message").asText()).startsWith("voise: no field of");
    assertThat(error.at("/details/0/debug/reason").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(error.at("/details/0/debug/metadata/outcome").asText()).isEqualTo("not_sent");
    assertThat(error.at("/details/1/debug/fieldViolations/0/field").asText()).isEqualTo("voise");
  }

  @Test
  void anErrorHasItsDetailsForClientsAndForPeople() throws Exception {
    HttpResponse<String> refused =
        edge.post(
            ACTIONS + "Speak",
            "{\"callControlId\": \"v3:nowhere\", \"payload\": \"Hello\", \"voice\": \"female\"}");

    JsonNode detail = json(refused).at("/details/0");
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(json(refused).get("code").asText()).isEqualTo("not_found");
    assertThat(detail.get("type").asText()).isEqualTo("google.rpc.ErrorInfo");
    assertThat(detail.get("value").asText()).doesNotContain("=");
    assertThat(
            ErrorInfo.parseFrom(Base64.getDecoder().decode(detail.get("value").asText()))
                .getReason())
        .isEqualTo("NOT_FOUND");
    assertThat(detail.at("/debug/metadata/outcome").asText()).isEqualTo("rejected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST   | /voicemedia.v1.MediaActionsService/Shout    | application/json                  | 404 | unimplemented
          POST   | /elsewhere                                  | application/json                  | 404 | unimplemented
          GET    | /voicemedia.v1.MediaActionsService/Speak    | application/json                  | 405 | unknown
          PUT    | /voicemedia.v1.MediaActionsService/Speak    | application/json                  | 405 | unknown
          DELETE | /voicemedia.v1.MediaActionsService/Speak    | application/proto                 | 405 | unknown
          GET    | /voicemedia.v1.WebhookEventsService/ListEvents?connect=v1&encoding=json&message=%7B%7D | application/json | 405 | unknown
          POST   | /voicemedia.v1.MediaActionsService/Speak    | application/foo                   | 415 | unknown
          POST   | /voicemedia.v1.MediaActionsService/Speak    | image/jpeg                        | 415 | unknown
          POST   | /voicemedia.v1.MediaActionsService/Speak    | application/grpc-web+proto        | 415 | unknown
          POST   | /events                                     | application/json                  | 405 | unknown
          POST   | /voicemedia.v1.MediaActionsService/Speak    | text/plain                        | 415 | unknown
          POST   | /voicemedia.v1.MediaActionsService/Speak    | application/x-www-form-urlencoded | 415 | unknown
          POST   | /voicemedia.v1.MediaActionsService/Speak    | application/json; charset=latin1  | 415 | unknown
          POST   | /voicemedia.v1.WebhookEventsService/Subscribe | application/json                | 501 | unimplemented
          POST   | /voicemedia.v1.OperationsService/RecoverEvents | application/json               | 501 | unimplemented
          POST   | /voicemedia.v1.MediaActionsService/Speak    | application/json                  | 400 | invalid_argument
          POST   | /voicemedia.v1.MediaActionsService/Speak    | application/json; charset=UTF-8   | 400 | invalid_argument
          """)
  void whatIsNoCallIsRefused(
      String method, String path, String contentType, int status, String code) throws Exception {
    HttpResponse<String> refused =
        edge.send(
            edge.request(path)
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString("{}")));

    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(json(refused).get("code").asText()).isEqualTo(code);
  }

  @Test
  void aRefusalSaysWhatWouldBeAccepted() throws Exception {
    HttpResponse<String> get = edge.get(ACTIONS + "Speak");
    HttpResponse<String> form =
        edge.send(
            edge.request(ACTIONS + "Speak")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
    HttpResponse<String> stream = edge.post(EVENTS + "Subscribe", "{}");

    assertThat(get.headers().firstValue("Allow")).contains("POST");
    assertThat(form.headers().firstValue("Accept-Post"))
        .contains("application/json, application/proto");
    assertThat(json(stream).get("message").asText()).contains("GET /events");
  }

  /** Its clients read an error of a stream in a last message, and nowhere else. */
  @Test
  void aClientOfTheProtocolsStreamsIsToldInTheirForm() throws Exception {
    HttpResponse<byte[]> refused =
        edge.post(EVENTS + "Subscribe", "application/connect+json", "\0\0\0\0\2{}".getBytes(UTF_8));
    ByteBuffer body = ByteBuffer.wrap(refused.body());

    assertThat(refused.statusCode()).isEqualTo(200);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/connect+json");
    assertThat(body.get()).isEqualTo((byte) 2);
    assertThat(body.getInt()).isEqualTo(body.remaining());
    assertThat(UTF_8.decode(body).toString())
        .startsWith("{\"error\":{\"code\":\"unimplemented\"")
        .contains("GET /events");
  }

  @ParameterizedTest
  @CsvSource({
    "Connect-Protocol-Version, 1, 200",
    "Connect-Protocol-Version, 2, 400",
    "Connect-Timeout-Ms, 10000, 200",
    "Connect-Timeout-Ms, 0, 504",
    "Connect-Timeout-Ms, 12345678901, 400",
    "Connect-Timeout-Ms, -1, 400",
    "Connect-Timeout-Ms, 1s, 400",
    "Connect-Timeout-Ms, 1234567890, 200",
    "Content-Encoding, identity, 200",
    "Content-Encoding, gzip, 501",
    "Content-Encoding, foo, 501",
  })
  void theProtocolsHeadersAreHeeded(String name, String value, int status) throws Exception {
    assertThat(edge.post(EVENTS + "ListEvents", "{}", name, value).statusCode()).isEqualTo(status);
  }

  /** Which of them is meant, nobody can say. */
  @ParameterizedTest
  @CsvSource({
    "Connect-Protocol-Version, 1, 1",
    "Connect-Timeout-Ms, 10000, 1",
  })
  void aHeaderOfTheProtocolIsGivenOnce(String name, String first, String second) throws Exception {
    HttpResponse<String> refused =
        edge.post(EVENTS + "ListEvents", "{}", name, first, name, second);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("message").asText()).startsWith(name + ": given twice");
  }

  /** Protobuf's parser would take some of these, and do one of the things that they may mean. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{} {}",
        "{} trailing",
        "{pageSize: 1}",
        "{'pageSize': 1}",
        "{\"pageSize\": 01}",
        "{\"pageSize\": 1, \"pageSize\": 2}",
        "{\"pageSize\": 1, \"page_size\": 2}",
        "{\"filter\": {\"callControlId\": \"a\", \"callControlId\": \"b\"}}",
        "{\"pageSize\": \"many\"}",
        "{\"order\": \"UP\"}"
      })
  void whatIsNoMessageIsRefused(String body) throws Exception {
    HttpResponse<String> refused = edge.post(EVENTS + "ListEvents", body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/details/0/debug/reason").asText()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void aRequestHasTheLimitsThatItHasOverGrpc() throws Exception {
    String large = "{\"id\": \"" + "x".repeat(64 << 10) + "\"}";
    String larger = "{\"payload\": \"" + "x".repeat(4 << 20) + "\"}";

    HttpResponse<String> ofEvents = edge.post(EVENTS + "GetEvent", large);
    HttpResponse<String> ofActions = edge.post(ACTIONS + "Speak", larger);

    assertThat(ofEvents.statusCode()).isEqualTo(413);
    assertThat(json(ofEvents).get("code").asText()).isEqualTo("invalid_argument");
    assertThat(json(ofEvents).get("message").asText())
        .isEqualTo("the request must have at most 65536 bytes");
    assertThat(ofActions.statusCode()).isEqualTo(413);
    assertThat(json(ofActions).get("code").asText()).isEqualTo("resource_exhausted");
    assertThat(json(ofActions).get("message").asText())
        .isEqualTo("the request must have at most 4194304 bytes");
    assertThat(json(ofActions).at("/details/0/debug/metadata/outcome").asText())
        .isEqualTo("not_sent");
    assertThat(json(edge.post(ACTIONS + "Speak", speak("callControlId", ""))).has("receipt"))
        .isTrue();
  }

  /** A reset in place of the answer would leave a client without the reason. */
  @Test
  void whoeverSendsWhatIsNotWantedReadsWhy() throws Exception {
    String large = "{\"id\": \"" + "x".repeat(4 << 20) + "\"}";

    for (int i = 0; i < 20; i++) {
      assertThat(edge.post(EVENTS + "GetEvent", large).statusCode()).isEqualTo(413);
      assertThat(edge.post("/nothing.here/At", large).statusCode()).isEqualTo(404);
    }
  }

  /** Health is a service like the others: the edge knows them by their descriptors alone. */
  @Test
  void everyMethodOfTheContractIsServedOrSaidToBeAStream() throws Exception {
    await()
        .untilAsserted(
            () ->
                assertThat(edge.post("/grpc.health.v1.Health/Check", "{}").body())
                    .isEqualTo("{\"status\":\"SERVING\"}"));
    List<String> methods = ServedMethods.of(gateway.channel()).stream().toList();

    assertThat(
            json(edge.post("/grpc.health.v1.Health/List", "{}")).at("/statuses//status").asText())
        .isEqualTo("SERVING");
    assertThat(methods)
        .contains("voicemedia.v1.MediaActionsService/Speak", "grpc.health.v1.Health/List");
    for (String method : methods) {
      assertThat(edge.post("/" + method, "{}").statusCode()).as(method).isNotEqualTo(404);
    }
  }

  /** A page that waits has its answer in its own time, though it has not been there in ours. */
  @Test
  void anActionWhoseRequestIsStillComingWhenItsTimeIsOverWasNotSent() throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.httpPort())) {
      client
          .getOutputStream()
          .write(
              ("POST "
                      + ACTIONS
                      + "Speak HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Connect-Timeout-Ms: 300\r\nContent-Length: 100\r\n\r\n{")
                  .getBytes(UTF_8));

      assertThat(EdgeClient.response(client))
          .startsWith("HTTP/1.1 504")
          .contains("not answered within 300 ms", "\"outcome\":\"not_sent\"");
    }
  }

  /** They have announced more than there is room for: some are refused, and small ones served. */
  @Test
  void largeRequestsShareARoom() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.httpPort());
        clients.add(client);
        client
            .getOutputStream()
            .write(
                ("POST "
                        + ACTIONS
                        + "Speak HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Content-Length: "
                        + (4 << 20)
                        + "\r\n\r\n")
                    .getBytes(UTF_8));
      }
      Socket refused =
          await().until(() -> firstWithAnAnswer(clients), Optional::isPresent).orElseThrow();

      assertThat(EdgeClient.response(refused))
          .startsWith("HTTP/1.1 429")
          .contains("\r\nRetry-After: 1\r\n", "GATEWAY_BUSY", "\"outcome\":\"not_sent\"");
      assertThat(edge.post(EVENTS + "ListEvents", "{}").statusCode()).isEqualTo(200);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static Optional<Socket> firstWithAnAnswer(List<Socket> clients) throws Exception {
    for (Socket client : clients) {
      if (client.getInputStream().available() > 0) {
        return Optional.of(client);
      }
    }
    return Optional.empty();
  }

  /** Telnyx limits the rate, for longer than the caller waits. */
  @Test
  void aRefusalSaysWhenToComeBack() throws Exception {
    SimulatedCall busy = gateway.simulator().openCall();
    gateway
        .simulator()
        .inject(
            Fault.of(new Effect.Answer(429, false, Map.of("Retry-After", "30"), null))
                .onCall(busy));
    String body = speak("callControlId", "").replace(call.callControlId(), busy.callControlId());

    HttpResponse<String> limited = edge.post(ACTIONS + "Speak", body, "Connect-Timeout-Ms", "9000");

    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(json(limited).get("code").asText()).isEqualTo("resource_exhausted");
    assertThat(Integer.parseInt(limited.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(20, 30);
  }

  /** A call that nobody waits for any more is cancelled, as over gRPC. */
  @Test
  void aClientThatGoesAwayCancelsItsCall() throws Exception {
    SimulatedCall silent = gateway.simulator().openCall();
    gateway.simulator().inject(Fault.of(new Effect.NoAnswer(false)).onCall(silent));
    String body = speak("callControlId", "").replace(call.callControlId(), silent.callControlId());
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.httpPort())) {
      client
          .getOutputStream()
          .write(
              ("POST "
                      + ACTIONS
                      + "Speak HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(UTF_8));
      await().until(() -> metrics().contains("voicemedia_upstream_in_flight 1.0"));
    }

    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                metrics()
                    .contains(
                        "voicemedia_grpc_calls_total{code=\"CANCELLED\",method=\"voicemedia.v1"
                            + ".MediaActionsService/Speak\"}"));
  }

  /** Another request may follow at once, before the first one is answered. */
  @Test
  void requestsMayBePipelined() throws Exception {
    String request =
        "POST "
            + EVENTS
            + "ListEvents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\n\r\n{}";
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.httpPort())) {
      client.setSoTimeout(30_000);
      for (int i = 0; i < 3; i++) {
        client.getOutputStream().write(request.getBytes(UTF_8));
        client.getOutputStream().flush();
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
      for (int answers = 0; answers < 3; ) {
        if (reader.readLine().contains("HTTP/1.1 200")) { // behind the body before it
          answers++;
        }
      }
    }
  }

  /** Telnyx does not answer: the caller learns that in time. */
  @Test
  void anActionWhoseTimeIsOverSaysWhatMayHaveHappened() throws Exception {
    SimulatedCall silent = gateway.simulator().openCall();
    gateway.simulator().inject(Fault.of(new Effect.NoAnswer(false)).onCall(silent));
    String body = speak("callControlId", "").replace(call.callControlId(), silent.callControlId());

    HttpResponse<String> late = edge.post(ACTIONS + "Speak", body, "Connect-Timeout-Ms", "1500");

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(json(late).at("/details/0/debug/metadata/outcome").asText()).isEqualTo("unknown");
  }

  private static String metrics() throws Exception {
    return gateway.get(gateway.adminPort(), "/metrics").body();
  }

  @Test
  void anEventIsReadInJson() throws Exception {
    gateway.awaitEvents(1);
    JsonNode event = json(edge.post(EVENTS + "ListEvents", "{\"page_size\": 1}")).at("/events/0");

    assertThat(event.at("/event/eventType").asText()).startsWith("call.");
    assertThat(Base64.getDecoder().decode(event.at("/event/webhook/body").asText())).isNotEmpty();
    assertThat(
            json(edge.post(
                    EVENTS + "GetEvent", "{\"id\": \"" + event.at("/event/id").asText() + "\"}"))
                .at("/event/cursor"))
        .isEqualTo(event.get("cursor"));
  }

  private static String speak(String field, String more) {
    return "{\""
        + field
        + "\": \""
        + call.callControlId()
        + "\", \"payload\": \"Hello\", \"voice\": \"female\""
        + more
        + "}";
  }
}
