package dev.voicemedia.gateway.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a topic has to be like to be a log, and to stay one.
 *
 * @param retention how long views serve an event
 * @param dedupeWindow how long before its oldest event a view has to have seen events' ids
 */
public record TopicRules(Duration retention, Duration dedupeWindow) {
  /** Replicas that survive two failures without a loss, or one without a pause. */
  public static final short REPLICAS = 3;

  /** What is deleted is deleted by whole segments. */
  static final Duration SEGMENT = Duration.ofDays(1);

  /** What the client can read without a native library. */
  private static final Set<String> READABLE = Set.of("producer", "uncompressed", "gzip");

  private static final int IN_SYNC = 2;
  private static final String FOR_ACKNOWLEDGEMENT =
      " (replicas that have a webhook before it is answered 200)";

  /** Settings of a new topic with so many replicas. */
  Map<String, String> settings(short replicas) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    settings.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + KafkaSettings.MAX_RECORD_BYTES);
    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "" + (replicas > IN_SYNC ? IN_SYNC : 1));
    settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    settings.put(TopicConfig.RETENTION_MS_CONFIG, "" + kept(SEGMENT).toMillis());
    settings.put(TopicConfig.SEGMENT_MS_CONFIG, "" + SEGMENT.toMillis());
    settings.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    return settings;
  }

  /** What is not as it has to be, the worst first; empty if all is. */
  List<TopicFinding> check(TopicState topic) {
    List<TopicFinding> failures = new ArrayList<>();
    List<TopicFinding> warnings = new ArrayList<>();
    if (topic.partitions() != 1) {
      failures.add(
          TopicFinding.failure("partitions", topic.partitions(), "1, as a log has one order"));
    }
    replicas(topic, failures, warnings);
    require(topic, failures, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    require(topic, failures, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    require(topic, failures, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    String codec = topic.setting(TopicConfig.COMPRESSION_TYPE_CONFIG).toLowerCase(Locale.ROOT);
    if (!READABLE.contains(codec)) {
      failures.add(
          TopicFinding.failure(
              TopicConfig.COMPRESSION_TYPE_CONFIG, codec, "producer, uncompressed or gzip"));
    }
    atLeast(
        topic,
        failures,
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        KafkaSettings.MAX_RECORD_BYTES,
        " (a webhook of 1 MiB)");
    retention(topic, failures);
    failures.addAll(warnings);
    return failures;
  }

  private static void replicas(
      TopicState topic, List<TopicFinding> failures, List<TopicFinding> warnings) {
    String name = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
    int inSync = Integer.parseInt(topic.setting(name));
    if (topic.replicas() < REPLICAS) {
      warnings.add(
          TopicFinding.warning(
              "replication.factor",
              topic.replicas(),
              REPLICAS + " or more, as one lost disk can take acknowledged events with it"));
      if (inSync > topic.replicas()) {
        failures.add(
            TopicFinding.failure(name, inSync, "%d, as no more exist".formatted(topic.replicas())));
      }
    } else if (inSync < IN_SYNC) {
      failures.add(TopicFinding.failure(name, inSync, IN_SYNC + FOR_ACKNOWLEDGEMENT));
    } else if (inSync >= topic.replicas()) {
      failures.add(
          TopicFinding.failure(
              name,
              inSync,
              "%d to %d, or no broker may ever stop".formatted(IN_SYNC, topic.replicas() - 1)));
    }
  }

  private void retention(TopicState topic, List<TopicFinding> failures) {
    long bytes = topic.number(TopicConfig.RETENTION_BYTES_CONFIG);
    if (bytes >= 0) {
      failures.add(
          TopicFinding.failure(
              TopicConfig.RETENTION_BYTES_CONFIG,
              bytes,
              "-1, as a view is rebuilt from all that retention.ms keeps"));
    }
    long millis = topic.number(TopicConfig.RETENTION_MS_CONFIG);
    Duration least = kept(Duration.ofMillis(topic.number(TopicConfig.SEGMENT_MS_CONFIG)));
    if (millis >= 0 && millis < least.toMillis()) {
      failures.add(
          TopicFinding.failure(
              TopicConfig.RETENTION_MS_CONFIG,
              millis,
              "at least %d (the gateway's retention, its dedupe window and segment.ms)"
                  .formatted(least.toMillis())));
    }
  }

  private Duration kept(Duration segment) {
    return retention.plus(dedupeWindow).plus(segment);
  }

  private static void require(
      TopicState topic, List<TopicFinding> failures, String name, String expected) {
    String value = topic.setting(name);
    if (!value.equals(expected)) {
      failures.add(TopicFinding.failure(name, value, expected));
    }
  }

  private static void atLeast(
      TopicState topic, List<TopicFinding> failures, String name, long least, String why) {
    long value = topic.number(name);
    if (value < least) {
      failures.add(TopicFinding.failure(name, value, "at least " + least + why));
    }
  }
}
