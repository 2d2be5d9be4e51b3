package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.EdgeClient.ACTIONS;
import static dev.voicemedia.gateway.EdgeClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.gateway.EdgeClient.Events;
import dev.voicemedia.gateway.EdgeClient.Message;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.Context;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The event feed as server-sent events. */
@Timeout(60)
class EdgeEventsTest {
  @TempDir static Path folder;

  private static GatewayRun gateway;
  private static EdgeClient edge;

  private SimulatedCall call;
  private String ofCall;

  @BeforeAll
  static void start() throws Exception {
    gateway = new GatewayRun(folder);
    edge = new EdgeClient(gateway.httpPort());
  }

  @BeforeEach
  void openCall() throws Exception {
    call = gateway.simulator().openCall();
    ofCall = "?from=earliest&call=" + call.callControlId();
    try (Events events = edge.events(ofCall)) {
      events.until(message -> message.type().equals("call.answered"));
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aStreamBeginsWithItsRetryAndHasNoNameForEvents() throws Exception {
    try (Events events = edge.events(ofCall)) {
      List<Message> messages = events.until(message -> message.name().equals("caught_up"));

      assertThat(events.response().statusCode()).isEqualTo(200);
      assertThat(events.response().headers().firstValue("Content-Type"))
          .contains("text/event-stream");
      assertThat(events.response().headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(events.response().headers().firstValue("X-Accel-Buffering")).contains("no");
      assertThat(events.retry()).isBetween(500L, 3000L);
      assertThat(messages).extracting(Message::name).containsExactly("opened", "", "", "caught_up");
      assertThat(messages).allMatch(each -> each.id().equals(each.data().get("cursor").asText()));
      assertThat(messages.get(1).type()).isEqualTo("call.initiated");
    }
  }

  /** The data is the very message that gRPC streams. */
  @Test
  void anEventIsWhatItIsOverGrpc() throws Exception {
    SubscribeResponse expected;
    try (Context.CancellableContext ended = Context.current().withCancellation()) {
      expected =
          ended.call(
              () ->
                  GatewayRun.messagesUntil(
                          gateway.subscribe(GatewayRun.ofCall(call)), SubscribeResponse::hasEvent)
                      .get(1));
    }
    try (Events events = edge.events(ofCall)) {
      Message event = events.until(message -> message.name().isEmpty()).get(1);
      SubscribeResponse.Builder read = SubscribeResponse.newBuilder();
      JsonFormat.parser().merge(event.data().toString(), read);

      assertThat(read.build()).isEqualTo(expected);
    }
  }

  @Test
  void aFilterLetsThroughWhatItNamesAlone() throws Exception {
    SimulatedCall other = gateway.simulator().openCall();
    gateway.speak(call, "Hello");

    try (Events events = edge.events(ofCall + "&type=call.initiated&type=call.speak.*")) {
      assertThat(events.until(message -> message.type().equals("call.speak.ended")))
          .filteredOn(message -> message.name().isEmpty())
          .extracting(Message::type)
          .containsExactly("call.initiated", "call.speak.started", "call.speak.ended");
    }
    try (Events events = edge.events("?from=earliest&session=" + other.callSessionId())) {
      assertThat(events.until(message -> message.type().equals("call.answered")))
          .filteredOn(message -> message.name().isEmpty())
          .extracting(Message::type)
          .containsExactly("call.initiated", "call.answered");
    }
  }

  @Test
  void whatAReaderHadLastGoesBeforeTheQuery() throws Exception {
    String first;
    try (Events events = edge.events(ofCall)) {
      first = events.until(message -> message.name().isEmpty()).get(1).id();
    }
    for (Events resumed :
        List.of(
            edge.events(ofCall, "Last-Event-ID", first),
            edge.events(ofCall.replace("earliest", first)))) {
      try (resumed) {
        assertThat(resumed.until(message -> message.name().equals("caught_up")))
            .extracting(Message::type)
            .containsExactly("", "call.answered", "");
      }
    }
  }

  @Test
  void aTimeMayHaveItsPlusSignAsItIs() throws Exception {
    String past = Instant.now().minus(Duration.ofDays(1)).toString().replace("Z", "+00:00");
    try (Events events = edge.events(ofCall.replace("earliest", past))) {
      assertThat(events.until(message -> message.name().equals("caught_up"))).hasSize(4);
    }
  }

  @Test
  void aSilentStreamHasCheckpoints() throws Exception {
    try (Events events = edge.events("?heartbeat=1s")) {
      assertThat(events.until(message -> message.name().equals("checkpoint")))
          .extracting(Message::name)
          .containsExactly("opened", "caught_up", "checkpoint");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?typ=call.hangup              | typ: no parameter, expected type
          ?from=earliest&from=latest    | from: given twice
          ?from=nonsense                | cursor
          ?from=2026-02-31T00:00:00Z    | from: 2026-02-31T00:00:00Z, expected latest
          ?heartbeat=15                 | heartbeat: 15, expected 1s to 300s
          ?heartbeat=301s               | heartbeat_interval
          ?gap=maybe                    | gap: maybe, expected continue or fail
          ?share=3/3                    | index must be below count
          ?share=one                    | share: one, expected INDEX/COUNT
          ?type=*                       | event type
          """)
  void aWrongQueryIsAnErrorForGood(String query, String message) throws Exception {
    HttpResponse<String> refused = edge.get("/events" + query);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).toString()).contains(message);
  }

  /** As a goodbye is: a browser that gets a 503 would never come back. */
  @Test
  void aStreamEndsWithAGoodbyeWhenTheGatewayDoes() throws Exception {
    try (Events events = edge.events(ofCall)) {
      events.until(message -> message.name().equals("caught_up"));
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::stop);
      List<Message> last = events.until(message -> false);
      stopped.get(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);

      assertThat(last).hasSize(1);
      assertThat(last.get(0).name()).isEqualTo("goodbye");
      assertThat(last.get(0).data().at("/goodbye/reason").asText()).isEqualTo("REASON_DRAINING");

      gateway.start();
      edge = new EdgeClient(gateway.httpPort());
      try (Events resumed = edge.events("", "Last-Event-ID", last.get(0).id())) {
        assertThat(resumed.until(message -> message.name().equals("caught_up")))
            .extracting(Message::name)
            .containsExactly("opened", "caught_up");
      }
    }
  }

  /** On a connection from before: a 503 would end its EventSource for good. */
  @Test
  void aStreamThatIsOpenedWhileTheGatewayStopsHasAGoodbyeToo() throws Exception {
    SimulatedCall silent = gateway.simulator().openCall();
    gateway.simulator().inject(Fault.of(new Effect.NoAnswer(false)).onCall(silent));
    String action =
        "{\"callControlId\": \""
            + silent.callControlId()
            + "\", \"payload\": \"Hello\", \"voice\": \"female\"}";
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.httpPort());
        Events first = edge.events(ofCall)) {
      client.setSoTimeout(30_000);
      first.until(message -> message.name().equals("caught_up"));
      CompletableFuture<Integer> unanswered =
          CompletableFuture.supplyAsync(() -> statusOfAction(action));
      await().until(() -> metrics().contains("voicemedia_upstream_in_flight 1.0"));
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::stop);
      assertThat(first.until(message -> false))
          .extracting(Message::name)
          .containsExactly("goodbye"); // so that the gateway is stopping now, and waits

      client
          .getOutputStream()
          .write("GET /events?from=earliest HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      String answer = new String(client.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 200").contains("\nevent: goodbye\n");
      assertThat(unanswered.get(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(504);
      stopped.get(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
    } finally {
      gateway.start();
      edge = new EdgeClient(gateway.httpPort());
    }
  }

  private static int statusOfAction(String action) {
    try {
      return edge.post(ACTIONS + "Speak", action, "Connect-Timeout-Ms", "4000").statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Two readers, one of which reads nothing: the other gets everything, and the first later. */
  @Test
  void aSlowReaderHoldsNobodyUpAndMissesNothing() throws Exception {
    int count = 300;
    String filling = "x".repeat(60_000);
    try (Events slow = edge.events("?type=test.large");
        Events quick = edge.events("?type=test.large")) {
      assertThat(slow.next().name()).isEqualTo("opened");
      assertThat(quick.next().name()).isEqualTo("opened");
      for (int i = 0; i < count; i++) {
        assertThat(gateway.post(large(i, filling).getBytes(UTF_8))).isEqualTo(200);
      }
      assertThat(idsOf(quick, count)).containsExactlyElementsOf(ids(count));
      assertThat(idsOf(slow, count)).containsExactlyElementsOf(ids(count));
      assertThat(slow.names()).contains("fell_behind");
    }
  }

  private static String large(int number, String filling) {
    return "{\"data\": {\"id\": \"large-"
        + number
        + "\", \"event_type\": \"test.large\", \"payload\": {\"text\": \""
        + filling
        + "\"}}}";
  }

  private static List<String> idsOf(Events events, int count) throws Exception {
    List<String> ids = new ArrayList<>();
    while (ids.size() < count) {
      Message message = events.next();
      if (message.name().isEmpty()) {
        ids.add(message.data().at("/event/id").asText());
      }
    }
    return ids;
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(number -> "large-" + number).toList();
  }

  @Test
  void aStreamWhoseClientHasGoneIsEnded() throws Exception {
    await().untilAsserted(() -> assertThat(metrics()).contains("voicemedia_http_streams 0.0"));
    Events events = edge.events("?heartbeat=1s");
    assertThat(events.next().name()).isEqualTo("opened");
    assertThat(metrics()).contains("voicemedia_http_streams 1.0");

    events.close();

    await()
        .untilAsserted(
            () ->
                assertThat(metrics())
                    .contains("voicemedia_http_streams 0.0")
                    .contains("voicemedia_streams_open{state=\"live\"} 0.0"));
  }

  private static String metrics() throws Exception {
    return gateway.get(gateway.adminPort(), "/metrics").body();
  }
}
