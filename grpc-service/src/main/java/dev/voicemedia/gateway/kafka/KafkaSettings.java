package dev.voicemedia.gateway.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where the log is, and how its clients connect. Values may be secrets: so its text has names
 * alone.
 */
public final class KafkaSettings {
  /** Topic without one that is set. */
  public static final String TOPIC = "voicemedia";

  /** Largest record: a webhook of 1 MiB, and beside it what was parsed from it. */
  public static final int MAX_RECORD_BYTES = 4 << 20;

  /** What keeps the log's promises, and so is not for anybody to set. */
  private static final Set<String> RESERVED =
      Set.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG);

  private static final Map<String, Object> PRODUCER =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.LINGER_MS_CONFIG,
          0,
          // Whoever sends a webhook waits for its answer: better a refusal soon than one late.
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          500,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          700,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          1_500,
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
          MAX_RECORD_BYTES,
          ProducerConfig.BUFFER_MEMORY_CONFIG,
          64L << 20,
          ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
          1_000L,
          ProducerConfig.METADATA_MAX_AGE_CONFIG,
          30_000L);

  private static final Map<String, Object> CONSUMER =
      Map.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "none",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          1_000,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          8 << 20,
          ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          3_000,
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
          5_000,
          ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
          1_000L,
          ConsumerConfig.METADATA_MAX_AGE_CONFIG,
          30_000L);

  private static final Map<String, Object> ADMIN =
      Map.of(
          AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
          AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000,
          AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1_000L);

  private final String bootstrapServers;
  private final String topic;
  private final Map<String, String> client;

  /**
   * @param bootstrapServers as {@code host:port}, comma-separated
   * @param client further settings of Kafka's clients, by their own names
   * @throws IllegalArgumentException with the name of the setting that is wrong, as in {@code acks:
   *     …}
   */
  public KafkaSettings(String bootstrapServers, String topic, Map<String, String> client) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.client = new TreeMap<>(client);
    Set<String> known = new TreeSet<>(ProducerConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    for (String name : this.client.keySet()) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(name + ": is the gateway's own, expected it unset");
      } else if (!known.contains(name)) {
        throw new IllegalArgumentException(
            name + ": no such setting, expected one of Kafka's clients");
      }
    }
  }

  /** Whether a setting of Kafka's clients is a secret by its type. */
  public static boolean isSecret(String name) {
    return switch (name) {
      case "sasl.jaas.config", "ssl.keystore.key" -> true;
      default -> name.endsWith(".password") || name.endsWith(".secret");
    };
  }

  public String topic() {
    return topic;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Settings of a producer, but for its serializers. */
  Map<String, Object> producer() {
    return with(PRODUCER, ProducerConfig.configNames());
  }

  /** Settings of a consumer, but for its deserializers and its group. */
  Map<String, Object> consumer() {
    return with(CONSUMER, ConsumerConfig.configNames());
  }

  /** Settings of an admin client. */
  Map<String, Object> admin() {
    return with(ADMIN, AdminClientConfig.configNames());
  }

  private Map<String, Object> with(Map<String, Object> own, Set<String> known) {
    Map<String, Object> settings = new HashMap<>(own);
    client.forEach(
        (name, value) -> {
          if (known.contains(name)) {
            settings.put(name, value);
          }
        });
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  @Override
  public String toString() {
    return "topic " + topic + " at " + bootstrapServers + ", set: " + client.keySet();
  }
}
