package dev.voicemedia.gateway.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic of a log, for whoever sets it up. */
public final class LogTopic implements AutoCloseable {
  private static final int ATTEMPTS = 100;
  private static final long PAUSE_MILLIS = 100;

  private final KafkaSettings settings;
  private final Admin admin;

  /**
   * @throws TopicException if the settings are not those of a client
   */
  public LogTopic(KafkaSettings settings) throws TopicException {
    this.settings = settings;
    try {
      this.admin = Admin.create(settings.admin());
    } catch (KafkaException e) {
      throw new TopicException(reason(e), e);
    }
  }

  /**
   * Creates it as the rules want it.
   *
   * @return what is not as it has to be all the same, as {@link #check} says it
   * @throws TopicException if the brokers do not answer, or refuse it; also if it exists
   */
  public List<TopicFinding> create(TopicRules rules, short replicas)
      throws TopicException, InterruptedException {
    NewTopic topic = new NewTopic(settings.topic(), 1, replicas);
    answer(admin.createTopics(List.of(topic.configs(rules.settings(replicas)))).all());
    for (int attempt = 1; true; attempt++) {
      try {
        return check(rules);
      } catch (TopicException e) {
        // The controller has created it; the broker that was asked may hear of it later.
        if (attempt == ATTEMPTS || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /**
   * Says what is not as it has to be, the worst first.
   *
   * @throws TopicException if the brokers do not answer, or refuse to; also if there is no topic
   */
  public List<TopicFinding> check(TopicRules rules) throws TopicException, InterruptedException {
    return rules.check(describe());
  }

  @Override
  public void close() {
    admin.close();
  }

  private TopicState describe() throws TopicException, InterruptedException {
    String name = settings.topic();
    TopicDescription topic =
        answer(admin.describeTopics(List.of(name)).allTopicNames()).values().iterator().next();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config =
        answer(admin.describeConfigs(List.of(resource)).all()).values().iterator().next();
    Map<String, String> values = new TreeMap<>();
    for (ConfigEntry entry : config.entries()) {
      Optional.ofNullable(entry.value()).ifPresent(value -> values.put(entry.name(), value));
    }
    int replicas =
        topic.partitions().stream()
            .mapToInt(partition -> partition.replicas().size())
            .min()
            .orElse(0);
    return new TopicState(topic.partitions().size(), replicas, values);
  }

  private <T> T answer(KafkaFuture<T> answer) throws TopicException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicException(explained(cause), cause);
    }
  }

  private String explained(Throwable cause) {
    if (cause instanceof TopicExistsException) {
      return "topic " + settings.topic() + ": exists, expected none of that name";
    } else if (cause instanceof UnknownTopicOrPartitionException) {
      return "topic " + settings.topic() + ": does not exist; log topic create creates it";
    } else if (cause instanceof InvalidReplicationFactorException) {
      return "--replicas: " + reason(cause);
    } else if (cause instanceof TimeoutException) {
      return "no answer from " + settings.bootstrapServers() + " (" + reason(cause) + ")";
    } else {
      return reason(cause);
    }
  }

  /** Kafka's innermost reason, as the outer ones say only what failed. */
  private static String reason(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() instanceof KafkaException cause) {
      inner = cause;
    }
    String message = inner.getMessage();
    return message == null ? inner.getClass().getSimpleName() : message;
  }
}
