package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.LogView;
import dev.voicemedia.gateway.eventlog.SourceRecord;
import dev.voicemedia.gateway.time.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic, on one thread, and has the view take its records. What goes wrong with the
 * brokers is tried again; a view that is not one of this topic as it is now is discarded, and this
 * process has to start again.
 */
final class ViewTail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ViewTail.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PAUSE_MILLIS = 500;

  private final Topic topic;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final LogView view;
  private final Building building;
  private final PlaceWaits waits;
  private final ViewMeters meters;
  private final Thread thread;

  /** Belongs to the thread. */
  private String lastFailure = "";

  private volatile long lag;
  private volatile @Nullable String problem;
  private volatile boolean closed;

  ViewTail(
      Topic topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      LogView view,
      Building building,
      PlaceWaits waits,
      ViewMeters meters) {
    this.topic = topic;
    this.consumers = consumers;
    this.view = view;
    this.building = building;
    this.waits = waits;
    this.meters = meters;
    this.thread = DaemonThreads.named("kafka-view").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Why the view can go on no more, if it cannot. */
  Optional<String> problem() {
    String why = problem;
    if (why == null && !thread.isAlive() && !closed) {
      why = "the thread that follows the topic has ended";
    }
    return Optional.ofNullable(why);
  }

  /** How many records the view is behind. */
  long lag() {
    return lag;
  }

  /** Gives the view up: it is not one of this topic as it is now. */
  void discard(String why) {
    view.discard(why);
    problem = why;
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
  }

  private void run() {
    while (!closed && problem == null) {
      try {
        follow();
      } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
        // Closed.
      } catch (LogTruncationException e) {
        discard("the topic has lost records after an election: " + e.getMessage());
      } catch (OffsetOutOfRangeException e) {
        discard("the topic has no record at its position any more: " + e.getMessage());
      } catch (EventLogException e) {
        if (e.reason() == EventLogException.Reason.UNAVAILABLE) {
          problem = String.valueOf(e.getMessage()); // such as a full disk: it may go on later
        } else {
          discard(String.valueOf(e.getMessage()));
        }
      } catch (KafkaException e) {
        String failure = String.valueOf(e.getMessage());
        if (!failure.equals(lastFailure)) {
          log.error("Kafka: the topic cannot be read at the moment: {}", failure);
          lastFailure = failure;
        }
        pause();
      }
    }
  }

  private void follow() throws InterruptedException {
    begin();
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      try {
        followWith(consumer);
      } finally {
        boolean unused = Thread.interrupted(); // or the consumer would log that it cannot end
      }
    }
  }

  private void followWith(Consumer<byte[], byte[]> consumer) {
    TopicPartition partition = topic.partition();
    consumer.assign(List.of(partition));
    // With the epoch of the last record, so that the brokers say if it is gone.
    consumer.seek(partition, new OffsetAndMetadata(view.position(), view.epoch(), ""));
    while (!closed && problem == null) {
      take(consumer.poll(POLL).records(partition));
      lastFailure = "";
      long reached = consumer.position(partition);
      building.reached(reached);
      lag = consumer.currentLag(partition).orElse(lag);
      if (!waits.isEmpty()) {
        waits.settle(view.end(), lastOf(consumer, partition));
      }
      view.maintain();
    }
  }

  /** Compares the view with the topic, and begins a new one where it begins. */
  private void begin() throws InterruptedException {
    Uuid id = topic.id();
    Topic.Extent extent = topic.extent();
    if (view.source().isEmpty()) {
      view.follow(id.toString(), logIdOf(id), extent.first());
    } else if (!view.source().get().equals(id.toString())) {
      throw new EventLogException(
          EventLogException.Reason.NOT_OPENED, "the topic is another one of its name", null);
    } else if (view.position() < extent.first()) {
      throw new EventLogException(
          EventLogException.Reason.NOT_OPENED,
          "the topic begins at offset %d now, after position %d"
              .formatted(extent.first(), view.position()),
          null);
    }
    building.begin(view.position(), extent.next());
  }

  private void take(List<ConsumerRecord<byte[], byte[]>> fetched) {
    if (fetched.isEmpty()) {
      return;
    }
    List<SourceRecord> records = new ArrayList<>(fetched.size());
    fetched.forEach(record -> records.add(RecordCodec.decode(record)));
    meters.read(records);
    view.take(records).forEach(meters::became);
  }

  private static long lastOf(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
    return ends.getOrDefault(partition, Long.MAX_VALUE);
  }

  /** A topic that is made anew has another id, and so is another log. */
  private static long logIdOf(Uuid topicId) {
    return topicId.getMostSignificantBits() ^ topicId.getLeastSignificantBits();
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      // Closed.
    }
  }
}
