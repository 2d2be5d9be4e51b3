package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka's clients, by the settings. */
final class KafkaClients {
  private static final String GROUP_SUFFIX = "-gateways";

  private final KafkaSettings settings;

  KafkaClients(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * The topic that is the log.
   *
   * @throws EventLogException NOT_OPENED if no client can be made with these settings
   */
  Topic topic() {
    try {
      return new AdminTopic(settings.topic(), Admin.create(settings.admin()));
    } catch (KafkaException e) {
      throw new EventLogException(
          Reason.NOT_OPENED, "log on Kafka, " + settings + ": " + reasonOf(e), e);
    }
  }

  /**
   * @throws KafkaException if none can be made now
   */
  Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * @throws KafkaException if none can be made now
   */
  Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        settings.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A member of the group of the gateways on this log.
   *
   * @throws KafkaException if none can be made now
   */
  Consumer<byte[], byte[]> member() {
    Map<String, Object> member = settings.consumer();
    member.put(ConsumerConfig.GROUP_ID_CONFIG, settings.topic() + GROUP_SUFFIX);
    member.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"); // it begins nowhere
    return new KafkaConsumer<>(member, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Kafka's innermost reason: the outer ones only say what failed. */
  private static String reasonOf(KafkaException failure) {
    KafkaException inner = failure;
    while (inner.getCause() instanceof KafkaException cause) {
      inner = cause;
    }
    return String.valueOf(inner.getMessage());
  }
}
