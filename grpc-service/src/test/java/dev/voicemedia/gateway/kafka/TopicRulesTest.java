package dev.voicemedia.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRulesTest {
  private static final TopicRules RULES = new TopicRules(Duration.ofDays(7), Duration.ofDays(3));

  @ParameterizedTest
  @CsvSource({"3", "5"})
  void aTopicThatWasCreatedByTheRulesFitsThem(short replicas) {
    assertThat(RULES.check(topic(1, replicas, Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void fewReplicasAreAWarningAlone(short replicas) {
    assertThat(RULES.check(topic(1, replicas, Map.of())))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.failure()).isFalse();
              assertThat(finding.text()).startsWith("replication.factor: " + replicas + ", exp");
            });
  }

  @Test
  void aSecondPartitionIsAFailure() {
    assertThat(RULES.check(topic(2, (short) 3, Map.of())))
        .containsExactly(
            new TopicFinding(true, "partitions: 2, expected 1, as a log has one order"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cleanup.policy|compact|delete",
        "cleanup.policy|compact,delete|delete",
        "message.timestamp.type|CreateTime|LogAppendTime",
        "unclean.leader.election.enable|true|false",
        "compression.type|zstd|producer, uncompressed or gzip",
        "max.message.bytes|1048588|at least 4194304 (a webhook of 1 MiB)",
        "min.insync.replicas|1|2 (replicas that have a webhook before it is answered 200)",
        "min.insync.replicas|3|2 to 2, or no broker may ever stop",
        "retention.bytes|1000000000|-1, as a view is rebuilt from all that retention.ms keeps",
        "retention.ms|950399999|at least 950400000 (the gateway's retention, its dedupe window and"
            + " segment.ms)",
      })
  void aSettingThatBreaksAPromiseIsAFailure(String name, String value, String expected) {
    assertThat(RULES.check(topic(1, (short) 3, Map.of(name, value))))
        .containsExactly(
            new TopicFinding(true, "%s: %s, expected %s".formatted(name, value, expected)));
  }

  @Test
  void aLongerSegmentNeedsALongerRetention() {
    assertThat(RULES.check(topic(1, (short) 3, Map.of("segment.ms", "604800000"))))
        .extracting(TopicFinding::text)
        .containsExactly(
            "retention.ms: 950400000, expected at least 1468800000 (the gateway's retention, its"
                + " dedupe window and segment.ms)");
  }

  @Test
  void moreReplicasInSyncThanThereAreIsAFailureBesideTheWarning() {
    List<TopicFinding> findings =
        RULES.check(topic(1, (short) 1, Map.of("min.insync.replicas", "2")));

    assertThat(findings).extracting(TopicFinding::failure).containsExactly(true, false);
    assertThat(findings.get(0).text())
        .isEqualTo("min.insync.replicas: 2, expected 1, as no more exist");
  }

  @Test
  void recordsThatAreKeptForEverAreKeptForLongEnough() {
    assertThat(RULES.check(topic(1, (short) 3, Map.of("retention.ms", "-1")))).isEmpty();
  }

  private static TopicState topic(int partitions, short replicas, Map<String, String> changed) {
    Map<String, String> settings = new HashMap<>(RULES.settings(replicas));
    settings.putAll(changed);
    return new TopicState(partitions, replicas, settings);
  }
}
