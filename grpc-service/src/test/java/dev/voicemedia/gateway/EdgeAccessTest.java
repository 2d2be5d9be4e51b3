package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.EdgeClient.ACTIONS;
import static dev.voicemedia.gateway.EdgeClient.EVENTS;
import static dev.voicemedia.gateway.EdgeClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.gateway.EdgeClient.Events;
import dev.voicemedia.gateway.EdgeClient.Message;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who may do what over the HTTP edge: the rules are those of the gRPC port. */
@Timeout(60)
class EdgeAccessTest {
  private static final String HEALTH = "/grpc.health.v1.Health/";
  private static final String OWN = "1494404757140276705";
  private static final String OTHER = "1494404757140276999";
  private static final String FILE =
      """
      version: 1
      callers:
        - name: all
          credentials: [{token_sha256: "${all}"}]
          allow: [actions, events]
        - name: actions
          credentials: [{token_sha256: "${actions}"}]
          allow: [actions]
        - name: one
          credentials: [{token_sha256: "${one}"}]
          allow: [events]
          limits: {streams: 1}
        - name: limited
          credentials: [{token_sha256: "${limited}"}]
          allow: [actions, events]
          connections: ["1494404757140276705"]
      """;

  @TempDir Path folder;

  private AccessTokens tokens;
  private GatewayRun gateway;
  private EdgeClient edge;

  @BeforeEach
  void start() throws Exception {
    tokens = new AccessTokens(folder);
    tokens.write(FILE);
    gateway = new GatewayRun(folder.resolve("data"), tokens.settings());
    edge = new EdgeClient(gateway.httpPort());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aCallNeedsATokenThatIsAllowedIt() throws Exception {
    HttpResponse<String> none = edge.post(EVENTS + "ListEvents", "{}");

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(json(none).get("code").asText()).isEqualTo("unauthenticated");
    assertThat(list("nobody")).isEqualTo(401);
    assertThat(list("actions")).isEqualTo(403);
    assertThat(list("all")).isEqualTo(200);
  }

  /** Health is open to all unless the file says otherwise, as over gRPC. */
  @Test
  void healthIsForWhomTheFileSays() throws Exception {
    for (String method : List.of("Check", "List")) {
      assertThat(edge.post(HEALTH + method, "{}").statusCode()).isEqualTo(200);
    }

    tokens.write(FILE.replace("version: 1", "version: 1\nhealth: identified"));

    for (String method : List.of("Check", "List")) {
      await().until(() -> edge.post(HEALTH + method, "{}").statusCode() == 401);
      assertThat(edge.post(HEALTH + method, "{}", "Authorization", bearer("one")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aCallerHasTheEventsOfItsConnectionsAndNoOthers() throws Exception {
    SimulatedCall own = open(OWN);
    SimulatedCall other = open(OTHER);
    gateway.awaitEvents(4);

    try (Events events = edge.events("?from=earliest", "Authorization", bearer("limited"))) {
      assertThat(events.until(message -> message.name().equals("caught_up")))
          .filteredOn(message -> message.name().isEmpty())
          .allMatch(message -> message.data().at("/event/connectionId").asText().equals(OWN))
          .hasSize(2);
    }
    assertThat(speak(own, "limited")).isEqualTo(200);
    assertThat(speak(other, "limited")).isEqualTo(403);
  }

  /** A status other than 200 ends an EventSource for good, as it should here. */
  @Test
  void aStreamThatIsNotAllowedIsNoStream() throws Exception {
    assertThat(edge.get("/events").statusCode()).isEqualTo(401);
    assertThat(edge.get("/events", "Authorization", bearer("actions")).statusCode()).isEqualTo(403);
    assertThat(edge.get("/events?token=" + tokens.tokenOf("all").secret()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aStreamEndsWhenItsCallerMayNoLongerHaveIt() throws Exception {
    try (Events events = edge.events("", "Authorization", bearer("all"))) {
      events.until(message -> message.name().equals("caught_up"));
      tokens.write(FILE.replace("[actions, events]", "[actions]"));

      List<Message> last = events.until(message -> false);

      assertThat(last).extracting(Message::name).containsExactly("goodbye");
      assertThat(last.get(0).data().at("/goodbye/reason").asText())
          .isEqualTo("REASON_ACCESS_CHANGED");
    }
  }

  @Test
  void aRefusalIsAuditedWithTheClientsAddress() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger audit = (Logger) LoggerFactory.getLogger(RefusalLog.AUDIT);
    audit.setLevel(Level.INFO);
    audit.addAppender(lines);
    try {
      list("nobody");
      await().until(() -> !lines.list.isEmpty());
    } finally {
      audit.detachAppender(lines);
    }

    assertThat(lines.list.get(0).getKeyValuePairs())
        .anyMatch(pair -> pair.key.equals("source") && pair.value.toString().equals("127.0.0.1"));
  }

  /** Who is to come back later must not be told no: that would be for good. */
  @Test
  void aStreamTooManyFailsAndMayBeTriedAgain() throws Exception {
    try (Events first = edge.events("", "Authorization", bearer("one"))) {
      assertThat(first.next().name()).isEqualTo("opened");
      try (Events second = edge.events("", "Authorization", bearer("one"))) {
        List<Message> messages = second.until(message -> false);

        assertThat(second.response().statusCode()).isEqualTo(200);
        assertThat(messages).extracting(Message::name).containsExactly("failed");
        assertThat(messages.get(0).data().get("code").asText()).isEqualTo("resource_exhausted");
        assertThat(second.retry()).isEqualTo(30_000);
      }
    }
  }

  /** What the edge hands on has no form in bytes, so that no network can bring it. */
  @Test
  void aForgedAddressOverTheNetworkDoesNothing() {
    Metadata forged = new Metadata();
    forged.put(
        Metadata.Key.of("voicemedia-client-bin", Metadata.BINARY_BYTE_MARSHALLER),
        "127.0.0.1".getBytes(UTF_8));
    var stub =
        WebhookEventsServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(
                gateway.channel(), MetadataUtils.newAttachHeadersInterceptor(forged)));

    StatusRuntimeException refused =
        GatewayRun.assertFails(
            () -> stub.listEvents(ListEventsRequest.getDefaultInstance()),
            Code.UNAUTHENTICATED,
            "UNAUTHENTICATED");

    assertThat(GatewayRun.detail(refused, ErrorInfo.class).getDomain()).isEqualTo("voicemedia.dev");
  }

  @Test
  void aForgedHeaderOfTheEdgesOwnDoesNothing() throws Exception {
    assertThat(
            edge.post(
                    EVENTS + "ListEvents",
                    "{}",
                    "voicemedia-client-bin",
                    "MTI3LjAuMC4x",
                    "X-Forwarded-For",
                    "127.0.0.1")
                .statusCode())
        .isEqualTo(401);
  }

  private int list(String caller) throws Exception {
    return edge.post(EVENTS + "ListEvents", "{}", "Authorization", bearer(caller)).statusCode();
  }

  private int speak(SimulatedCall call, String caller) throws Exception {
    String request =
        "{\"callControlId\": \""
            + call.callControlId()
            + "\", \"payload\": \"Hello\", \"voice\": \"female\"}";
    return edge.post(ACTIONS + "Speak", request, "Authorization", bearer(caller)).statusCode();
  }

  private String bearer(String caller) {
    return "Bearer " + tokens.tokenOf(caller).secret();
  }

  private SimulatedCall open(String connection) {
    return gateway
        .simulator()
        .openCall(new CallSetup("+12025550100", "+12025550101", "incoming", connection, null));
  }
}
