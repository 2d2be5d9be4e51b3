package dev.voicemedia.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.IncomingEvents;
import dev.voicemedia.gateway.time.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view of a topic whose first records are gone, beside one that has read them. The records are an
 * hour of traffic; so that it need not pass, the topic takes the times that the test gives them.
 */
class StartOffsetNightly {
  private static final String TOPIC = "voicemedia";
  private static final Duration WINDOW = EventLogSettings.MIN_DEDUPE_WINDOW;
  private static final Duration BETWEEN = Duration.ofSeconds(12);
  private static final int RECORDS = 300;
  private static final int DELETED = 100;
  private static final int IDS = 70; // each comes again after 14 minutes, which is a new event
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void aViewThatBeginsLaterServesTheSameAsTheOthersOnceItKnowsTheDuplicates() throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.start(folder.resolve("kafka"), 1);
        Admin admin = brokers.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, 1, (short) 1)
                      .configs(Map.of("message.timestamp.type", "CreateTime"))))
          .all()
          .get();
      KafkaSettings kafka = new KafkaSettings(brokers.bootstrapServers(), TOPIC, Map.of());
      fill(kafka);
      List<LogEntry> whole;
      try (KafkaLog log = open(kafka, "whole")) {
        whole = everything(log);
      }

      admin
          .deleteRecords(
              Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(DELETED)))
          .all()
          .get();
      List<LogEntry> later;
      try (KafkaLog log = open(kafka, "later")) {
        later = everything(log);
      }

      long unserved = DELETED + WINDOW.dividedBy(BETWEEN);
      assertThat(whole).hasSizeBetween(RECORDS / 2, RECORDS - 1);
      assertThat(later.get(0).position()).isBetween(unserved, unserved + 2);
      assertThat(later)
          .isEqualTo(
              whole.stream().filter(entry -> entry.position() >= later.get(0).position()).toList());
    }
  }

  /** Every third event comes twice, 24 s apart. */
  private static void fill(KafkaSettings kafka) throws Exception {
    Instant start = Instant.now().minus(BETWEEN.multipliedBy(RECORDS));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<byte[], byte[]> producer = new KafkaClients(kafka).producer()) {
      for (int i = 0; i < RECORDS; i++) {
        int event = i % 3 == 2 ? i - 2 : i;
        IncomingEvent incoming = IncomingEvents.event("event-" + event % IDS);
        ProducerRecord<byte[], byte[]> record = RecordCodec.encode(TOPIC, incoming, WINDOW);
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    TOPIC,
                    0,
                    start.plus(BETWEEN.multipliedBy(i)).toEpochMilli(),
                    record.key(),
                    record.value(),
                    record.headers())));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private KafkaLog open(KafkaSettings kafka, String name) {
    EventLogSettings settings =
        EventLogSettings.keeping(
            EventLogSettings.DEFAULTS.retention(),
            EventLogSettings.DEFAULTS.retentionBytes(),
            WINDOW);
    return KafkaLog.open(
        kafka, folder.resolve(name), settings, MonotonicClock.system(), new SimpleMeterRegistry());
  }

  private static List<LogEntry> everything(KafkaLog log) {
    await().atMost(PATIENCE).until(log::readable);
    return log.read(log.earliest(), RECORDS, Integer.MAX_VALUE);
  }
}
