package dev.voicemedia.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.testing.IncomingEvents;
import dev.voicemedia.gateway.testing.VirtualTimer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against Kafka's own stand-in for a producer, which acknowledges when it is told to. */
class RecordWriterTest {
  private static final int MAX_WAITING_BYTES = 10_000;

  private final VirtualTimer clock = new VirtualTimer();
  private final Acceptance acceptance = new Acceptance(clock);
  private final List<MockProducer<byte[], byte[]>> producers = new CopyOnWriteArrayList<>();
  private final RecordWriter writer =
      new RecordWriter(
          this::producer,
          event -> RecordCodec.encode("topic", event, Duration.ofHours(1)),
          acceptance,
          MAX_WAITING_BYTES);

  @BeforeEach
  void start() {
    writer.start();
    acceptance.answered();
  }

  @AfterEach
  void stop() {
    writer.close();
  }

  @Test
  void anEventIsAcceptedOnceItsRecordIsAcknowledgedAndNotBefore() throws Exception {
    CompletableFuture<AppendResult> result = writer.append(event("a"));
    awaitSent(0, 1);
    assertThat(result).isNotDone();

    producers.get(0).completeNext();

    assertThat(get(result)).isEqualTo(new AppendResult(Outcome.ACCEPTED, 1));
  }

  @Test
  void nothingIsSentBeforeTheTopicIsKnown() {
    RecordWriter early =
        new RecordWriter(
            this::producer,
            event -> RecordCodec.encode("topic", event, Duration.ofHours(1)),
            new Acceptance(clock),
            MAX_WAITING_BYTES);
    early.start();

    assertUnavailable(early.append(event("a")));

    assertThat(producers).isEmpty();
    early.close();
  }

  @Test
  void afterAFailureOneRecordASecondIsTriedAndTheOthersAreRefusedAtOnce() throws Exception {
    CompletableFuture<AppendResult> failed = writer.append(event("a"));
    awaitSent(0, 1);
    producers.get(0).errorNext(new TimeoutException("too late"));
    assertUnavailable(failed);
    assertThat(acceptance.isUp()).isFalse();
    assertUnavailable(writer.append(event("b")));
    assertThat(producers.get(0).history()).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    CompletableFuture<AppendResult> tried = writer.append(event("c"));
    awaitSent(0, 2);
    assertUnavailable(writer.append(event("d")));
    producers.get(0).completeNext();

    assertThat(get(tried).outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(acceptance.isUp()).isTrue();
    assertThat(producers).as("the same one, as it may still deliver").hasSize(1);
  }

  @Test
  void aProducerThatCannotGoOnIsReplaced() throws Exception {
    CompletableFuture<AppendResult> failed = writer.append(event("a"));
    awaitSent(0, 1);
    producers.get(0).errorNext(new AuthorizationException("no"));
    assertUnavailable(failed);

    clock.advance(Duration.ofSeconds(1));
    CompletableFuture<AppendResult> tried = writer.append(event("b"));
    awaitSent(1, 1);
    producers.get(1).completeNext();

    assertThat(get(tried).outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(producers.get(0).closed()).isTrue();
  }

  @Test
  void aRecordThatIsTooLargeIsItsOwnSendersTroubleAlone() throws Exception {
    CompletableFuture<AppendResult> failed = writer.append(event("a"));
    awaitSent(0, 1);
    producers.get(0).errorNext(new RecordTooLargeException("large"));
    assertUnavailable(failed);

    CompletableFuture<AppendResult> next = writer.append(event("b"));
    awaitSent(0, 2);
    producers.get(0).completeNext();

    assertThat(get(next).outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void whatWaitsIsBoundedByItsBytesUntilItIsAcknowledged() throws Exception {
    IncomingEvent large = IncomingEvents.event("large", new byte[MAX_WAITING_BYTES]);
    CompletableFuture<AppendResult> first = writer.append(large);
    awaitSent(0, 1);

    assertThatThrownBy(() -> writer.append(event("b")).get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            EventLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));

    producers.get(0).completeNext();
    get(first);
    CompletableFuture<AppendResult> next = writer.append(event("b"));
    awaitSent(0, 2);
    producers.get(0).completeNext();
    assertThat(get(next).position()).isEqualTo(2);
  }

  @Test
  void aBookmarkIsSentAndWaitedFor() {
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> writer.send(RecordCodec.bookmark("topic", Instant.EPOCH)));
    awaitSent(0, 1);
    assertThat(sent).isNotDone();

    producers.get(0).completeNext();

    assertThat(sent).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void aClosedWriterRefuses() {
    writer.close();

    assertUnavailable(writer.append(event("a")));
    assertThatThrownBy(() -> writer.send(RecordCodec.bookmark("topic", Instant.EPOCH)))
        .isInstanceOf(EventLogException.class);
  }

  @Test
  void withoutTriesThatTheBrokersAnswerIsReasonEnoughToTakeWebhooksAgain() {
    acceptance.failed("gone");
    acceptance.answered();
    assertThat(acceptance.isUp()).isFalse();

    clock.advance(Duration.ofSeconds(5));
    acceptance.answered();

    assertThat(acceptance.isUp()).isTrue();
  }

  private Producer<byte[], byte[]> producer() throws KafkaException {
    MockProducer<byte[], byte[]> made =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    producers.add(made);
    return made;
  }

  private void awaitSent(int producer, int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                new ArrayList<>(producers).size() > producer
                    && producers.get(producer).history().size() == count);
  }

  private static IncomingEvent event(String id) {
    return IncomingEvents.event(id);
  }

  private static AppendResult get(CompletableFuture<AppendResult> result)
      throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
    return result.get(30, TimeUnit.SECONDS);
  }

  private static void assertUnavailable(CompletableFuture<AppendResult> result) {
    assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            EventLogException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }
}
