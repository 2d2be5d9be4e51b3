package dev.voicemedia.gateway.kafka;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks by Kafka's admin client. */
final class AdminTopic implements Topic {
  private static final long PATIENCE_SECONDS = 4;

  private final String name;
  private final Admin admin;

  AdminTopic(String name, Admin admin) {
    this.name = name;
    this.admin = admin;
  }

  @Override
  public TopicPartition partition() {
    return new TopicPartition(name, PARTITION);
  }

  @Override
  public Uuid id() throws InterruptedException {
    TopicDescription found =
        Objects.requireNonNull(
            await(admin.describeTopics(List.of(name)).allTopicNames()).get(name), name);
    if (found.partitions().size() != 1) {
      throw new KafkaException(
          "topic %s: %d partitions, expected 1".formatted(name, found.partitions().size()));
    } else if (found.partitions().get(0).leader() == null) {
      throw new KafkaException("topic " + name + ": it has no leader at the moment");
    }
    return found.topicId();
  }

  @Override
  public Extent extent() throws InterruptedException {
    return new Extent(offset(OffsetSpec.earliest()), offset(OffsetSpec.latest()));
  }

  @Override
  public void close() {
    admin.close();
  }

  private long offset(OffsetSpec which) throws InterruptedException {
    return await(admin.listOffsets(Map.of(partition(), which)).partitionResult(partition()))
        .offset();
  }

  private <T> T await(KafkaFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new KafkaException(
            "topic %s: it does not exist; create it with voicemedia log topic create"
                .formatted(name),
            e);
      }
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException late) {
        throw new KafkaException("no broker answers (" + late.getMessage() + ")", late);
      }
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer within " + PATIENCE_SECONDS + " s", e);
    }
  }
}
