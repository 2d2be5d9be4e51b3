package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.eventlog.CallMatch;
import dev.voicemedia.gateway.kafka.KafkaBrokers;
import dev.voicemedia.gateway.kafka.KafkaSettings;
import dev.voicemedia.gateway.kafka.TopicErasure;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways on one topic of one broker, all of them processes. The steps build on each other.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaGatewaysIT {
  private static final String TOPIC = "voicemedia";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private static final WebhookSigner signer = WebhookSigner.random();
  private static final List<String> acknowledged = new ArrayList<>();
  private static KafkaBrokers brokers;
  private static ServingJar first;
  private static ServingJar second;

  @BeforeAll
  static void start() throws Exception {
    brokers =
        KafkaBrokers.start(
            folder.resolve("kafka"),
            1,
            // A broker that was killed can come back only when it is known to be gone.
            Map.of("broker.session.timeout.ms", "3000", "broker.heartbeat.interval.ms", "500"),
            (broker, port) -> port);
    createTopic();
    RunningJar one = launch("first");
    RunningJar two = launch("second");
    first = ServingJar.of(one, signer);
    second = ServingJar.of(two, signer);
    await().atMost(PATIENCE).until(() -> first.status("/readyz") == 200);
    await().atMost(PATIENCE).until(() -> second.status("/readyz") == 200);
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    brokers.close();
  }

  @Test
  @Order(1)
  void whatOneAcknowledgesIsInTheFeedOfBothOnceAndTheSame() throws Exception {
    for (int i = 0; i < 20; i++) {
      post(i % 2 == 0 ? first : second, "event-" + i);
    }
    assertThat(second.post(body("event-0"))).isEqualTo(200); // as when Telnyx delivers again

    awaitAll(first);
    awaitAll(second);
    assertThat(everything(first)).isEqualTo(everything(second));
    assertThat(first.page("/metrics"))
        .contains("voicemedia_view_records_total{outcome=\"duplicate\"} 1.0")
        .contains("voicemedia_webhooks_accepted_total{outcome=\"accepted\"} 10.0");
    assertThat(Files.readAllLines(Path.of("../docs/metrics.md")))
        .filteredOn(line -> line.startsWith("|  `voicemedia_view_"))
        .map(row -> row.substring(4, row.indexOf('`', 4)))
        .hasSize(4)
        .allSatisfy(name -> assertThat(first.page("/metrics")).contains("\n" + name));
  }

  @Test
  @Order(2)
  void aConsumerGoesOnWithItsCursorAtTheOtherOneWhenItsOwnIsKilled() throws Exception {
    String cursor = everything(first).get(6).getCursor();
    first.kill();
    post(second, "after-the-kill");
    awaitAll(second); // a 200 says that the topic has it, not yet the view

    assertThat(ids(second.events(SubscribeRequest.newBuilder().setAfter(cursor), 100)))
        .isEqualTo(acknowledged.subList(7, acknowledged.size()));
  }

  @Test
  @Order(3)
  void aCursorBeyondTheEndOfTheTopicIsAheadOfIt() throws Exception {
    Cursor newest = Cursor.parse(everything(second).get(0).getCursor());
    Cursor ahead = new Cursor(newest.logId(), newest.epoch(), newest.position() + 1_000);

    assertThatThrownBy(
            () -> second.events(SubscribeRequest.newBuilder().setAfter(ahead.encode()), 1))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("OUT_OF_RANGE");
  }

  @Test
  @Order(4)
  void anErasureReachesWhatIsServedByAGatewayThatRuns() throws Exception {
    assertThat(second.post(body("personal", "v3:b"))).isEqualTo(200);
    acknowledged.add("personal");
    awaitAll(second);

    TopicErasure erasure =
        new TopicErasure(new KafkaSettings(brokers.bootstrapServers(), TOPIC, Map.of()));
    erasure.erase(
        erasure.find(CallMatch.of(EventFilter.newBuilder().setCallControlId("v3:b").build())));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<SubscribeResponse> events = everything(second);
              assertThat(ids(events)).isEqualTo(acknowledged);
              assertThat(events)
                  .filteredOn(each -> each.getEvent().hasErasedAt())
                  .extracting(each -> each.getEvent().getId())
                  .containsExactly("personal");
            });
  }

  @Test
  @Order(5)
  void aViewThatIsGoneIsBuiltAgainTheSame() throws Exception {
    delete(folder.resolve("first/view"));
    first = ServingJar.of(launch("first"), signer);

    await().atMost(PATIENCE).until(() -> first.status("/readyz/feed") == 200);
    assertThat(everything(first)).isEqualTo(everything(second));
  }

  @Test
  @Order(6)
  void withoutTheBrokerWebhooksAreRefusedAndReadingGoesOnAndThenTheyAreTakenAgain()
      throws Exception {
    brokers.broker(1).kill();

    await().atMost(PATIENCE).until(() -> second.post(body("refused")) == 503);
    assertThat(second.status("/readyz")).isEqualTo(503);
    assertThat(second.status("/readyz/feed")).isEqualTo(200);
    assertThat(second.health()).isEqualTo(ServingStatus.SERVING);
    assertThat(ids(everything(second))).containsAll(acknowledged);

    brokers.broker(1).start();
    await().atMost(PATIENCE).until(() -> second.post(body("taken-again")) == 200);
    acknowledged.add("taken-again");
    await().atMost(PATIENCE).until(() -> ids(everything(first)).contains("taken-again"));
    assertThat(ids(everything(first))).containsAll(acknowledged).doesNotHaveDuplicates();
    await().atMost(PATIENCE).until(() -> first.status("/readyz") == 200);
  }

  @Test
  @Order(7)
  void aTopicThatIsMadeAnewIsAnotherLog() throws Exception {
    String cursor = everything(second).get(0).getCursor();
    try (Admin admin = brokers.admin()) {
      admin.deleteTopics(List.of(TOPIC)).all().get();
    }
    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(KafkaGatewaysIT::createTopic);

    assertThat(second.process().exitCode()).isEqualTo(70);
    assertThat(String.join("\n", second.process().output()))
        .contains("it is built again at the next start");

    second.close();
    second = ServingJar.of(launch("second"), signer);
    await().atMost(PATIENCE).until(() -> second.status("/readyz/feed") == 200);
    assertThat(everything(second)).isEmpty();
    assertThatThrownBy(() -> second.events(SubscribeRequest.newBuilder().setAfter(cursor), 1))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("another event log");
  }

  private static RunningJar launch(String name) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    return ServingJar.launch(
        own,
        signer,
        List.of(),
        "--log=kafka",
        "--kafka-bootstrap-servers=" + brokers.bootstrapServers(),
        "--data-dir=" + own);
  }

  private static void createTopic() throws Exception {
    NewTopic topic =
        new NewTopic(TOPIC, 1, (short) 1)
            .configs(
                Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "4194304"));
    try (Admin admin = brokers.admin()) {
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private static void post(ServingJar gateway, String id) throws Exception {
    assertThat(gateway.post(body(id))).isEqualTo(200);
    acknowledged.add(id);
  }

  private static void awaitAll(ServingJar gateway) {
    await().atMost(PATIENCE).until(() -> ids(everything(gateway)).equals(acknowledged));
  }

  private static List<SubscribeResponse> everything(ServingJar gateway) {
    return gateway.events(
        SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()), 1000);
  }

  private static List<String> ids(List<SubscribeResponse> events) {
    return events.stream().map(SubscribeResponse::getEvent).map(Event::getId).toList();
  }

  private static byte[] body(String id) {
    return body(id, "v3:a");
  }

  private static byte[] body(String id, String call) {
    return """
    {"data":{"record_type":"event","event_type":"call.answered","id":"%s",\
    "payload":{"call_control_id":"%s","call_session_id":"session"}}}\
    """
        .formatted(id, call)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void delete(Path path) throws Exception {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
