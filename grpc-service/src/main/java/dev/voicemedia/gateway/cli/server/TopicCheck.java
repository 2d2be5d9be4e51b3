package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.kafka.KafkaSettings;
import dev.voicemedia.gateway.kafka.LogTopic;
import dev.voicemedia.gateway.kafka.TopicException;
import dev.voicemedia.gateway.kafka.TopicRules;
import java.util.List;

/** Checks the topic of a log on Kafka: whether it can be reached, and can be a log. */
final class TopicCheck {
  private static final String SUBJECT = "log on kafka";

  private final KafkaSettings kafka;
  private final EventLogSettings settings;

  TopicCheck(KafkaSettings kafka, EventLogSettings settings) {
    this.kafka = kafka;
    this.settings = settings;
  }

  List<Finding> run() throws InterruptedException {
    try (LogTopic topic = new LogTopic(kafka)) {
      List<Finding> findings =
          topic.check(new TopicRules(settings.retention(), settings.dedupeWindow())).stream()
              .map(
                  found ->
                      found.failure()
                          ? Finding.failure(SUBJECT, found.text())
                          : Finding.warning(SUBJECT, found.text()))
              .toList();
      return findings.isEmpty()
          ? List.of(Finding.ok(SUBJECT, "topic " + kafka.topic() + " can be a log"))
          : findings;
    } catch (TopicException e) {
      return List.of(Finding.failure(SUBJECT, String.valueOf(e.getMessage())));
    }
  }
}
