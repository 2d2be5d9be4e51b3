package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives events their ids and positions, and writes them to one open store, a batch at a time. All
 * it knows it has read from that store, so that a store that was opened anew gets a new writer. For
 * one thread.
 */
final class BatchWriter {
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);
  private static final Duration KEEP_BUCKETS_EVERY = Duration.ofSeconds(10);
  private static final int CHECKS_A_BUCKET = 16;

  private final LogStore store;
  private final EventLogSettings settings;
  private final InstantSource clock;
  private final Set<String> storedKeys = new HashSet<>();

  private long head;
  private Instant lastReceivedAt;
  private Instant bucketsKeptAt = Instant.MIN;
  private long bytesSinceBucketsKept;
  private boolean idsAreDamaged;

  /**
   * @throws EventLogException DAMAGED
   */
  BatchWriter(LogStore store, EventLogSettings settings, InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.head = store.head();
    this.lastReceivedAt =
        store.read(head - 1, head, 1, Integer.MAX_VALUE).stream()
            .findFirst()
            .map(newest -> EventHeader.read(newest.encodedEvent()).receivedAt())
            .orElse(Instant.EPOCH);
  }

  /**
   * What became of a batch.
   *
   * @param results one for each event, in order
   * @param appended what is new in the log
   */
  record Written(List<AppendResult> results, List<LogEntry> appended) {}

  /** Returns once everything is on disk. */
  Written write(List<IncomingEvent> events) throws RocksDBException {
    keepBuckets();
    List<AppendResult> results = new ArrayList<>(events.size());
    List<LogEntry> appended = new ArrayList<>(events.size());
    try (LogStore.Batch writes = store.newBatch()) {
      Map<String, IdEntry> idsOfBatch = new HashMap<>();
      for (IncomingEvent event : events) {
        results.add(place(event, writes, idsOfBatch, appended));
      }
      if (!appended.isEmpty()) {
        writes.commit();
        head += appended.size();
      }
    }
    return new Written(results, List.copyOf(appended));
  }

  /** Often enough for the limits to hold, seldom enough not to be noticed. */
  private void keepBuckets() throws RocksDBException {
    Instant now = clock.instant();
    boolean due =
        bytesSinceBucketsKept >= settings.bucketBytes() / CHECKS_A_BUCKET
            || !bucketsKeptAt.plus(KEEP_BUCKETS_EVERY).isAfter(now);
    if (due) {
      store.requireHealthy();
      store.keepBuckets(settings, head + 1, now);
      bucketsKeptAt = now;
      bytesSinceBucketsKept = 0;
    }
  }

  private AppendResult place(
      IncomingEvent incoming,
      LogStore.Batch writes,
      Map<String, IdEntry> idsOfBatch,
      List<LogEntry> appended)
      throws RocksDBException {
    Instant now = clock.instant();
    Outcome outcome = Outcome.STORED;
    String id = incoming.event().getId();
    IdEntry known = remembered(id, now, idsOfBatch);
    if (known != null && !known.dataFingerprint().equals(incoming.dataFingerprint())) {
      outcome = Outcome.STORED_AS_VARIANT;
      id = id + "~" + incoming.dataFingerprint();
      known = remembered(id, now, idsOfBatch);
    }
    if (known != null) {
      return new AppendResult(Outcome.DUPLICATE, known.position());
    }
    lastReceivedAt = now.isAfter(lastReceivedAt) ? now : lastReceivedAt;
    Event event =
        incoming.event().toBuilder()
            .setId(id)
            .setReceivedAt(EventTime.timestamp(lastReceivedAt))
            .build();
    long position = head + appended.size() + 1;
    IdEntry entry = new IdEntry(position, lastReceivedAt, incoming.dataFingerprint());
    byte[] encoded = event.toByteArray();
    bytesSinceBucketsKept += encoded.length;
    appended.add(new LogEntry(position, UnsafeByteOperations.unsafeWrap(encoded)));
    writes.putEvent(position, encoded, CallIndex.of(EventHeader.of(event)).toList());
    writes.putId(id, entry);
    idsOfBatch.put(id, entry);
    if (storedKeys.add(event.getWebhook().getPublicKeyId())) {
      writes.putPublicKey(event.getWebhook().getPublicKeyId(), incoming.publicKey());
    }
    return new AppendResult(outcome, position);
  }

  private @Nullable IdEntry remembered(String id, Instant now, Map<String, IdEntry> idsOfBatch) {
    IdEntry entry = idsOfBatch.get(id);
    if (entry == null) {
      entry = storedId(id, now.minus(settings.dedupeWindow()));
    }
    boolean forgotten =
        entry != null && entry.receivedAt().plus(settings.dedupeWindow()).isBefore(now);
    return forgotten ? null : entry;
  }

  private @Nullable IdEntry storedId(String id, Instant notBefore) {
    try {
      return store.findId(id, notBefore);
    } catch (EventLogException e) {
      if (e.reason() != Reason.DAMAGED) {
        throw e;
      }
      if (!idsAreDamaged) {
        log.error("Cannot tell duplicates of some events, which are stored again", e);
        idsAreDamaged = true;
      }
      return null; // twice is better than never
    }
  }
}
