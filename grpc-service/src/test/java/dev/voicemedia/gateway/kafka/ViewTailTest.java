package dev.voicemedia.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.eventlog.LogView;
import dev.voicemedia.gateway.testing.IncomingEvents;
import dev.voicemedia.gateway.testing.VirtualTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Kafka's own stand-in for a consumer, and a topic that is what the test says. */
class ViewTailTest {
  private static final TopicPartition ITS_PARTITION = new TopicPartition("topic", 0);
  private static final Uuid ID = new Uuid(1, 2);
  private static final long APPENDED = 1_700_000_000_000L;

  @TempDir Path folder;
  private final VirtualTimer clock = new VirtualTimer();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();
  private final PlaceWaits waits = new PlaceWaits(Duration.ofSeconds(30));
  private volatile Uuid id = ID;
  private volatile Topic.Extent extent = new Topic.Extent(0, 2);
  private LogView view;
  private Building building;
  private ViewTail tail;

  @BeforeEach
  void open() {
    view = LogView.open(folder, EventLogSettings.DEFAULTS, clock);
    building = new Building(clock);
    tail =
        new ViewTail(
            new FakeTopic(), this::consumer, view, building, waits, new ViewMeters(metrics));
  }

  @AfterEach
  void close() {
    tail.close();
    view.close();
  }

  @Test
  void theViewIsBuiltOnceItHasWhatTheTopicHad() {
    tail.start();
    add(0, 0, event("a"));
    awaitPosition(1);
    soon().until(() -> building.share() == 0.5);
    assertThat(building.isDone()).isFalse();

    add(0, 1, event("b"));

    soon().until(building::isDone);
    assertThat(view.source()).contains(ID.toString());
    assertThat(view.find("b").orElseThrow().position()).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsPassedOverAndCounted() {
    tail.start();
    awaitConsumer(0);
    consumers.get(0).addRecord(record(0, new ProducerRecord<>("topic", new byte[] {1})));
    add(0, 1, event("b"));

    awaitPosition(2);
    assertThat(view.head()).isEqualTo(2);
    soon().until(() -> count("unreadable") == 1 && count("stored") == 1);
  }

  @Test
  void troubleWithTheBrokersIsTriedAgainFromWhereTheViewIs() {
    tail.start();
    add(0, 0, event("a"));
    awaitPosition(1);

    consumers.get(0).setPollException(new KafkaException("no broker"));
    add(1, 1, event("b"));

    awaitPosition(2);
    assertThat(tail.problem()).isEmpty();
    assertThat(consumers.get(0).closed()).isTrue();
  }

  @Test
  void aViewOfAnotherTopicIsDiscarded() {
    view.follow("another", 7, 0);

    tail.start();

    soon().until(() -> tail.problem().isPresent());
    assertThat(tail.problem().orElseThrow()).contains("another one of its name");
    assertDiscarded();
  }

  @Test
  void aViewThatIsOlderThanTheTopicIsDiscarded() {
    view.follow(ID.toString(), 7, 0);
    extent = new Topic.Extent(5, 9);

    tail.start();

    soon().until(() -> tail.problem().isPresent());
    assertDiscarded();
  }

  @Test
  void whoeverWaitsForAPlaceGoesOnOnceItIsThereOrThereIsNone() {
    tail.start();
    add(0, 0, event("a"));
    awaitPosition(1);
    consumers.get(0).updateEndOffsets(Map.of(ITS_PARTITION, 5L));

    waits.awaitPosition(1);
    waits.awaitPosition(6);
  }

  @Test
  void whoeverWaitsTooLongIsAskedToComeAgain() {
    assertThatThrownBy(() -> new PlaceWaits(Duration.ofMillis(1)).awaitPosition(3))
        .isInstanceOfSatisfying(
            EventLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BEHIND));
  }

  private double count(String outcome) {
    return metrics.counter("voicemedia.view.records", "outcome", outcome).count();
  }

  private void assertDiscarded() {
    tail.close();
    view.close();
    view = LogView.open(folder, EventLogSettings.DEFAULTS, clock);
    assertThat(view.source()).isEmpty();
  }

  private Consumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> made = new MockConsumer<>("none");
    made.updateEndOffsets(Map.of(ITS_PARTITION, 2L));
    consumers.add(made);
    return made;
  }

  /** Once the consumer has been given its partition. */
  private void awaitConsumer(int number) {
    soon()
        .until(
            () ->
                consumers.size() > number
                    && consumers.get(number).assignment().contains(ITS_PARTITION));
  }

  private void awaitPosition(long position) {
    soon().until(() -> view.position() == position);
  }

  private static org.awaitility.core.ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private void add(int consumer, long offset, IncomingEvent event) {
    awaitConsumer(consumer);
    consumers
        .get(consumer)
        .addRecord(record(offset, RecordCodec.encode("topic", event, Duration.ofHours(1))));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, ProducerRecord<byte[], byte[]> sent) {
    return new ConsumerRecord<>(
        "topic",
        0,
        offset,
        APPENDED,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        sent.key(),
        sent.value(),
        new RecordHeaders(sent.headers().toArray()),
        Optional.of(0));
  }

  private static IncomingEvent event(String id) {
    return IncomingEvents.event(id);
  }

  private final class FakeTopic implements Topic {
    @Override
    public TopicPartition partition() {
      return ITS_PARTITION;
    }

    @Override
    public Uuid id() {
      return id;
    }

    @Override
    public Extent extent() {
      return extent;
    }

    @Override
    public void close() {}
  }
}
