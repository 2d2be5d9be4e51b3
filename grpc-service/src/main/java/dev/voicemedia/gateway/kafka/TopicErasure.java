package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.eventlog.SourceRecord;
import dev.voicemedia.gateway.eventlog.SourceRecord.Arrival;
import dev.voicemedia.v1.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Finds events in the topic, and has every view erase them. The topic itself still has them. */
public final class TopicErasure {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Positions that a record names at most. */
  private static final int MAX_POSITIONS = 10_000;

  private final KafkaSettings settings;
  private final KafkaClients clients;

  public TopicErasure(KafkaSettings settings) {
    this.settings = settings;
    this.clients = new KafkaClients(settings);
  }

  /**
   * Reads the whole topic.
   *
   * @return positions, in order; also those of duplicates, which no view has
   * @throws TopicException if the brokers do not answer
   */
  public List<Long> find(Predicate<Event> wanted) throws TopicException {
    List<Long> found = new ArrayList<>();
    TopicPartition partition = new TopicPartition(settings.topic(), Topic.PARTITION);
    try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          SourceRecord read = RecordCodec.decode(record);
          if (read.content() instanceof Arrival arrival && wanted.test(arrival.event())) {
            found.add(read.position());
          }
        }
      }
      return found;
    } catch (KafkaException e) {
      throw new TopicException("topic " + settings.topic() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Has every view erase the content of the events at these positions.
   *
   * @throws TopicException if that was not acknowledged; it can be asked for again
   */
  public void erase(List<Long> positions) throws TopicException, InterruptedException {
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      for (int from = 0; from < positions.size(); from += MAX_POSITIONS) {
        int to = Math.min(positions.size(), from + MAX_POSITIONS);
        List<Long> some = positions.subList(from, to);
        producer.send(RecordCodec.erasure(settings.topic(), some)).get();
      }
    } catch (KafkaException | ExecutionException e) {
      throw new TopicException("topic " + settings.topic() + ": " + e.getMessage(), e);
    }
  }
}
