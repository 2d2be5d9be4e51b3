package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.time.DaemonThreads;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which of the gateways on a log does what one alone should: the member of a consumer group
 * that is given the topic's one partition. It reads nothing there, and commits nothing. A gateway
 * joins the group when it is first asked.
 */
final class GroupTurn implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupTurn.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long STOP_MILLIS = 2_000;

  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> members;
  private final Thread thread;

  private volatile @Nullable Consumer<byte[], byte[]> present;
  private volatile boolean ours;
  private volatile boolean closed;

  /**
   * @param members make a member of the group
   */
  GroupTurn(String topic, Supplier<Consumer<byte[], byte[]>> members) {
    this.topic = topic;
    this.members = members;
    this.thread = DaemonThreads.named("kafka-group").newThread(this::run);
  }

  /** Whether it is this gateway's turn. */
  synchronized boolean isOurs() {
    if (thread.getState() == Thread.State.NEW && !closed) {
      thread.start();
    }
    return ours;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Consumer<byte[], byte[]> member = present;
    if (member != null) {
      member.wakeup(); // so that it leaves the group, and another one need not wait
    }
    try {
      thread.join(STOP_MILLIS);
      thread.interrupt();
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try (Consumer<byte[], byte[]> member = members.get()) {
        present = member;
        member.subscribe(List.of(topic), new Turns(member));
        while (!closed) {
          member.poll(POLL);
        }
      } catch (InterruptException | WakeupException e) {
        // Closed.
      } catch (KafkaException e) {
        log.warn("Kafka: whose turn it is to recover cannot be found out: {}", e.getMessage());
        pause();
      } finally {
        present = null;
        ours = false;
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** What the group decides; on the thread that polls. */
  private final class Turns implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> member;

    Turns(Consumer<byte[], byte[]> member) {
      this.member = member;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      member.pause(partitions); // nothing is fetched
      if (!partitions.isEmpty()) {
        ours = true;
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        ours = false;
      }
    }
  }
}
