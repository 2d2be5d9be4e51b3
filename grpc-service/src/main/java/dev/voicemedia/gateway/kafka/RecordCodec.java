package dev.voicemedia.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.SourceRecord;
import dev.voicemedia.gateway.eventlog.SourceRecord.Arrival;
import dev.voicemedia.gateway.eventlog.SourceRecord.Bookmark;
import dev.voicemedia.gateway.eventlog.SourceRecord.Content;
import dev.voicemedia.gateway.eventlog.SourceRecord.Erasure;
import dev.voicemedia.gateway.eventlog.SourceRecord.Unreadable;
import dev.voicemedia.v1.Event;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The form of records, which is a contract: see docs/kafka.md. Headers are text; the value of an
 * event is a {@code voicemedia.v1.Event} without {@code received_at}.
 */
final class RecordCodec {
  static final String KIND = "kind";
  static final String ID = "id";
  static final String TYPE = "type";
  static final String CONTENT_TYPE = "content-type";
  static final String FINGERPRINT = "fingerprint";
  static final String DEDUPE_WINDOW = "dedupe-window";
  static final String PUBLIC_KEY_ID = "public-key-id";
  static final String PUBLIC_KEY = "public-key";

  static final String EVENT = "event";
  static final String ERASURE = "erasure";
  static final String BOOKMARK = "bookmark";

  private static final String PROTOBUF = "application/x-protobuf;messageType=voicemedia.v1.Event";
  private static final String TEXT = "text/plain";
  private static final int MAX_ID_BYTES = 512;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");

  private RecordCodec() {}

  /** The record of an event. */
  static ProducerRecord<byte[], byte[]> encode(
      String topic, IncomingEvent incoming, Duration dedupeWindow) {
    Event event = incoming.event();
    ProducerRecord<byte[], byte[]> record =
        record(topic, EVENT, PROTOBUF, keyOf(event), event.toByteArray());
    add(record, ID, event.getId());
    add(record, TYPE, event.getEventType());
    add(record, FINGERPRINT, incoming.dataFingerprint());
    add(record, DEDUPE_WINDOW, Long.toString(dedupeWindow.toSeconds()));
    if (event.hasWebhook()) {
      add(record, PUBLIC_KEY_ID, event.getWebhook().getPublicKeyId());
      add(
          record,
          PUBLIC_KEY,
          Base64.getEncoder().encodeToString(incoming.publicKey().toByteArray()));
    }
    return record;
  }

  /** The record that moves the bookmark of recovery. */
  static ProducerRecord<byte[], byte[]> bookmark(String topic, Instant recoveredUntil) {
    return record(topic, BOOKMARK, TEXT, null, recoveredUntil.toString().getBytes(UTF_8));
  }

  /** The record that has events erased, by their positions. */
  static ProducerRecord<byte[], byte[]> erasure(String topic, List<Long> positions) {
    String lines = positions.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    return record(topic, ERASURE, TEXT, null, lines.getBytes(UTF_8));
  }

  /** Reads any record: what a gateway cannot have written becomes an {@link Unreadable}. */
  static SourceRecord decode(ConsumerRecord<byte[], byte[]> record) {
    Content content;
    try {
      content = contentOf(record);
    } catch (InvalidProtocolBufferException
        | DateTimeException
        | ArithmeticException
        | IllegalArgumentException e) {
      content = new Unreadable(String.valueOf(e.getMessage()));
    }
    return new SourceRecord(
        positionOf(record.offset()),
        record.leaderEpoch().orElse(0),
        Instant.ofEpochMilli(record.timestamp()),
        content);
  }

  /** Positions are counted from 1, offsets from 0. */
  static long positionOf(long offset) {
    return offset + 1;
  }

  private static Content contentOf(ConsumerRecord<byte[], byte[]> record)
      throws InvalidProtocolBufferException {
    byte[] value = record.value();
    if (value == null) {
      throw new IllegalArgumentException("value: none, expected one");
    }
    String kind = text(record, KIND);
    return switch (kind) {
      case EVENT -> arrival(record, UnsafeByteOperations.unsafeWrap(value));
      case BOOKMARK -> new Bookmark(Instant.parse(new String(value, UTF_8)));
      case ERASURE ->
          new Erasure(new String(value, UTF_8).lines().map(Long::parseUnsignedLong).toList());
      default ->
          throw new IllegalArgumentException(
              "%s: %s, expected %s, %s or %s".formatted(KIND, kind, EVENT, ERASURE, BOOKMARK));
    };
  }

  private static Arrival arrival(ConsumerRecord<byte[], byte[]> record, ByteString value)
      throws InvalidProtocolBufferException {
    Event event = Event.parseFrom(value);
    int idBytes = event.getIdBytes().size();
    if (idBytes == 0 || idBytes > MAX_ID_BYTES) {
      throw new IllegalArgumentException(
          "id: " + idBytes + " bytes, expected 1 to " + MAX_ID_BYTES);
    } else if (event.hasReceivedAt()) {
      throw new IllegalArgumentException("received_at: set, expected none: the log sets it");
    }
    String fingerprint = text(record, FINGERPRINT);
    if (!HEX.matcher(fingerprint).matches()) {
      throw new IllegalArgumentException(FINGERPRINT + ": expected hex digits");
    }
    Duration window = Duration.ofSeconds(Integer.parseUnsignedInt(text(record, DEDUPE_WINDOW)));
    return new Arrival(event, value, fingerprint, window, publicKey(record));
  }

  private static ByteString publicKey(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(PUBLIC_KEY);
    return header == null
        ? ByteString.EMPTY
        : ByteString.copyFrom(Base64.getDecoder().decode(header.value()));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      throw new IllegalArgumentException("header " + name + ": missing");
    }
    return new String(header.value(), UTF_8);
  }

  /** So that those who partition their own topics by keys keep the order of a call. */
  private static byte @Nullable [] keyOf(Event event) {
    String session = event.getCallSessionId();
    return session.isEmpty() ? null : session.getBytes(UTF_8);
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, String kind, String contentType, byte @Nullable [] key, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, Topic.PARTITION, key, value);
    add(record, KIND, kind);
    add(record, CONTENT_TYPE, contentType);
    return record;
  }

  private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }
}
