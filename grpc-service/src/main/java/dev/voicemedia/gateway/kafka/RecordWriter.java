package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.AppendQueue;
import dev.voicemedia.gateway.eventlog.AppendQueue.Waiting;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.time.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records, on one thread, since sending may block. What waits for it is bounded, and what is
 * with the producer is bounded by the time it has.
 */
final class RecordWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RecordWriter.class);
  private static final int MAX_BATCH = 256;
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofSeconds(2);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Function<IncomingEvent, ProducerRecord<byte[], byte[]>> codec;
  private final Acceptance acceptance;
  private final AppendQueue queue;
  private final Queue<Outgoing> others = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  /** Completes results, so that the producer's thread does not. */
  private final ExecutorService results =
      Executors.newSingleThreadExecutor(DaemonThreads.named("kafka-results"));

  /** Belongs to the thread; null while there is none that works. */
  private @Nullable Producer<byte[], byte[]> producer;

  private volatile boolean broken;
  private volatile boolean closed;

  /**
   * @param producers make one that works, or throw a {@link KafkaException}
   */
  RecordWriter(
      Supplier<Producer<byte[], byte[]>> producers,
      Function<IncomingEvent, ProducerRecord<byte[], byte[]>> codec,
      Acceptance acceptance,
      int maxWaitingBytes) {
    this.producers = producers;
    this.codec = codec;
    this.acceptance = acceptance;
    this.queue = new AppendQueue(maxWaitingBytes);
    this.thread = DaemonThreads.named("kafka-writer").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  boolean isRunning() {
    return thread.isAlive();
  }

  CompletableFuture<AppendResult> append(IncomingEvent event) {
    if (closed) {
      return CompletableFuture.failedFuture(unavailable("the log is closed", null));
    }
    CompletableFuture<AppendResult> result = queue.add(event);
    if (closed) { // the thread may have looked at the queue before this one was in it
      refuseWaiting();
    }
    return result;
  }

  /** Sends a record that is no event; waits until it is acknowledged. */
  void send(ProducerRecord<byte[], byte[]> record) {
    Outgoing other = new Outgoing(record, new CompletableFuture<>(), () -> {});
    others.add(other);
    if (closed) {
      refuseWaiting();
    }
    try {
      other.result.get(ACKNOWLEDGED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw e.getCause() instanceof EventLogException refused
          ? refused
          : unavailable("not acknowledged in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseWaiting();
    results.shutdown(); // what it was given it still does
  }

  private void refuseWaiting() {
    EventLogException why = unavailable("the log is closed", null);
    queue.failAll(why);
    for (Outgoing other = others.poll(); other != null; other = others.poll()) {
      other.result.completeExceptionally(why);
    }
  }

  private void run() {
    try {
      while (!closed) {
        for (Waiting waiting : queue.take(MAX_BATCH, PATIENCE)) {
          send(
              new Outgoing(
                  codec.apply(waiting.event()),
                  waiting.result(),
                  () -> queue.release(List.of(waiting))));
        }
        for (Outgoing other = others.poll(); other != null; other = others.poll()) {
          send(other);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      boolean unused = Thread.interrupted(); // or it would not wait for what is under way
      leave(STOP);
    }
  }

  private void send(Outgoing outgoing) {
    try {
      acceptance.admit();
    } catch (EventLogException e) {
      finish(outgoing, null, e);
      return;
    }
    try {
      var unused =
          working().send(outgoing.record, (sent, failure) -> sent(outgoing, sent, failure));
    } catch (RuntimeException | Error e) { // whatever it is: nobody else would answer
      sent(outgoing, null, e);
    }
  }

  private Producer<byte[], byte[]> working() {
    if (broken) {
      leave(Duration.ZERO);
      broken = false;
    }
    Producer<byte[], byte[]> present = producer;
    if (present == null) {
      present = producers.get();
      producer = present;
    }
    return present;
  }

  private void leave(Duration patience) {
    Producer<byte[], byte[]> present = producer;
    producer = null;
    if (present != null) {
      present.close(patience);
    }
  }

  /** On the producer's thread, or on this one. */
  private void sent(Outgoing outgoing, @Nullable RecordMetadata sent, @Nullable Throwable failure) {
    if (failure == null && sent != null) {
      acceptance.acknowledged();
      finish(
          outgoing,
          new AppendResult(Outcome.ACCEPTED, RecordCodec.positionOf(sent.offset())),
          null);
      return;
    }
    String why = "not acknowledged: " + failure;
    if (failure instanceof RecordTooLargeException) {
      log.error("Kafka: a webhook is answered with 503, as its record is too large: {}", failure);
      acceptance.undecided();
    } else {
      acceptance.failed(why);
      if (!(failure instanceof RetriableException)) { // else another try may succeed
        broken = true;
      }
    }
    finish(outgoing, null, unavailable(why, failure));
  }

  private void finish(
      Outgoing outgoing, @Nullable AppendResult result, @Nullable EventLogException failure) {
    outgoing.release.run();
    results.execute(
        () -> {
          if (failure == null) {
            outgoing.result.complete(result);
          } else {
            outgoing.result.completeExceptionally(failure);
          }
        });
  }

  private static EventLogException unavailable(String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.UNAVAILABLE, "Kafka: " + why, cause);
  }

  /**
   * A record on its way.
   *
   * @param release gives its place among those that wait free
   */
  private record Outgoing(
      ProducerRecord<byte[], byte[]> record,
      CompletableFuture<AppendResult> result,
      Runnable release) {}
}
