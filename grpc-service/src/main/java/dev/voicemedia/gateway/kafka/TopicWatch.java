package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.time.DaemonThreads;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * Looks at the topic from time to time, and every second while nothing is acknowledged: whether it
 * is still the same one, and whether there is reason to try again.
 */
final class TopicWatch implements AutoCloseable {
  private static final int TICKS = 10;

  private final Topic topic;
  private final Supplier<Optional<String>> expected;
  private final Consumer<String> onOther;
  private final Acceptance acceptance;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kafka-topic"));

  /** Belongs to the thread. */
  private int ticks;

  /**
   * @param expected the id that the topic had
   * @param onOther called with why, if it has another one
   */
  TopicWatch(
      Topic topic,
      Supplier<Optional<String>> expected,
      Consumer<String> onOther,
      Acceptance acceptance) {
    this.topic = topic;
    this.expected = expected;
    this.onOther = onOther;
    this.acceptance = acceptance;
  }

  void start() {
    var unused = thread.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void tick() {
    if (acceptance.isUp() && ticks++ % TICKS != 0) {
      return;
    }
    try {
      look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // or there would be no other look
      acceptance.failed(String.valueOf(e.getMessage()));
    }
  }

  private void look() throws InterruptedException {
    String id;
    try {
      id = topic.id().toString();
    } catch (KafkaException e) {
      // While records are acknowledged the brokers may well be slow to answer something else.
      if (!acceptance.isUp()) {
        acceptance.failed(String.valueOf(e.getMessage()));
      }
      return;
    }
    if (expected.get().filter(known -> !known.equals(id)).isPresent()) {
      acceptance.failed("the topic is another one of its name");
      onOther.accept("the topic is another one of its name");
    } else if (expected.get().isPresent()) {
      acceptance.answered();
    }
  }
}
