package dev.voicemedia.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.SourceRecord;
import dev.voicemedia.gateway.eventlog.SourceRecord.Arrival;
import dev.voicemedia.gateway.eventlog.SourceRecord.Bookmark;
import dev.voicemedia.gateway.eventlog.SourceRecord.Erasure;
import dev.voicemedia.gateway.eventlog.SourceRecord.Unreadable;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordCodecTest {
  private static final Instant APPENDED = Instant.parse("2026-01-31T09:30:00.123Z");
  private static final Duration WINDOW = Duration.ofDays(3);

  private final IncomingEvent event = SignedEvents.speakEnded("a", "call", "");
  private final ProducerRecord<byte[], byte[]> encoded = RecordCodec.encode("topic", event, WINDOW);

  @Test
  void aRecordSaysWhatADocumentedRecordSays() {
    Map<String, String> headers = new TreeMap<>();
    encoded
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));

    assertThat(new String(encoded.key(), UTF_8)).isEqualTo("session-call");
    assertThat(encoded.partition()).isZero();
    assertThat(encoded.value()).isEqualTo(event.event().toByteArray());
    assertThat(headers)
        .isEqualTo(
            Map.of(
                "kind", "event",
                "content-type", "application/x-protobuf;messageType=voicemedia.v1.Event",
                "id", "a",
                "type", "call.speak.ended",
                "fingerprint", event.dataFingerprint(),
                "dedupe-window", "259200",
                "public-key-id", SignedEvents.SIGNER.publicKey().id(),
                "public-key", SignedEvents.SIGNER.publicKeyBase64()));
  }

  @Test
  void whatWasEncodedIsDecodedWithThePlaceAndTheTimeThatTheBrokerGave() {
    assertThat(decoded(encoded))
        .isEqualTo(
            new SourceRecord(
                42,
                3,
                APPENDED,
                new Arrival(
                    event.event(),
                    event.event().toByteString(),
                    event.dataFingerprint(),
                    WINDOW,
                    event.publicKey())));
    assertThat(decoded(RecordCodec.bookmark("topic", APPENDED)).content())
        .isEqualTo(new Bookmark(APPENDED));
    assertThat(decoded(RecordCodec.erasure("topic", List.of(1L, 5L))).content())
        .isEqualTo(new Erasure(List.of(1L, 5L)));
  }

  @ParameterizedTest
  @CsvSource({
    "kind, , header kind: missing",
    "kind, other, 'kind: other, expected event, erasure or bookmark'",
    "fingerprint, , header fingerprint: missing",
    "fingerprint, xyz, fingerprint: expected hex digits",
    "dedupe-window, , header dedupe-window: missing",
    "dedupe-window, -1, ",
    "dedupe-window, 99999999999999, ",
    "public-key, ***, ",
    "kind, erasure, ",
    "kind, bookmark, ",
  })
  void aHeaderThatIsMissingOrWrongMakesARecordUnreadable(
      String name, String value, String problem) {
    encoded.headers().remove(name);
    if (value != null) {
      encoded.headers().add(name, value.getBytes(UTF_8));
    }

    assertThat(decoded(encoded).content())
        .isInstanceOfSatisfying(
            Unreadable.class,
            unreadable -> assertThat(unreadable.why()).contains(problem == null ? "" : problem));
  }

  @Test
  void aValueThatIsNoEventMakesARecordUnreadable() {
    Event received = event.event().toBuilder().setReceivedAt(event.event().getOccurredAt()).build();

    for (byte[] value :
        new byte[][] {
          null,
          {},
          "no protobuf".getBytes(UTF_8),
          event.event().toBuilder().clearId().build().toByteArray(),
          event.event().toBuilder().setId("i".repeat(513)).build().toByteArray(),
          received.toByteArray()
        }) {
      assertThat(
              decoded(new ProducerRecord<>("topic", 0, null, null, value, encoded.headers()))
                  .content())
          .isInstanceOf(Unreadable.class);
    }
  }

  private static SourceRecord decoded(ProducerRecord<byte[], byte[]> sent) {
    return RecordCodec.decode(
        new ConsumerRecord<>(
            sent.topic(),
            0,
            41,
            APPENDED.toEpochMilli(),
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            sent.key(),
            sent.value(),
            new RecordHeaders(sent.headers().toArray()),
            Optional.of(3)));
  }
}
