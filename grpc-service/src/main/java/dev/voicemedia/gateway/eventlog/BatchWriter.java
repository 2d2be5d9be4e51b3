package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.eventlog.ReceivedTimes.StepBack;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives events their ids and positions, and writes them to one open store, a batch at a time. It
 * knows only what it has read from that store: a store that is opened again gets a new writer. For
 * the writer's thread.
 */
final class BatchWriter {
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private final LogStore store;
  private final EventLogSettings settings;
  private final ClockWatch clock;
  private final LongUnaryOperator positions;
  private final RetentionSchedule retention;
  private final Set<String> storedKeys = new HashSet<>();

  private long head;
  private Instant lastReceivedAt;
  private boolean epochHasBegun;
  private boolean idsAreDamaged;

  /**
   * @throws EventLogException DAMAGED
   */
  BatchWriter(
      LogStore store, EventLogSettings settings, ClockWatch clock, LongUnaryOperator positions) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.positions = positions;
    this.retention = new RetentionSchedule(store, settings, clock);
    this.head = store.events().head();
    this.lastReceivedAt = store.events().newestReceivedAt().orElse(Instant.EPOCH);
  }

  /** Begins buckets and drops what has expired, if it is time to look. */
  void maintainRetention() throws RocksDBException {
    retention.runIfDue(head + 1);
  }

  /** Writes a batch with one fsync; returns once everything is on disk. */
  Written write(List<IncomingEvent> events) throws RocksDBException {
    maintainRetention();
    List<AppendResult> results = new ArrayList<>(events.size());
    List<LogEntry> appended = new ArrayList<>(events.size());
    try (LogStore.Batch writes = store.newBatch()) {
      Map<String, IdEntry> idsOfBatch = new HashMap<>();
      for (IncomingEvent event : events) {
        results.add(place(event, writes, idsOfBatch, appended));
      }
      if (!appended.isEmpty()) {
        if (!epochHasBegun) {
          writes.beginEpoch(head + 1);
        }
        writes.commit();
        epochHasBegun = true;
        head = lastOf(appended);
      }
    }
    return new Written(results, List.copyOf(appended));
  }

  private AppendResult place(
      IncomingEvent incoming,
      LogStore.Batch writes,
      Map<String, IdEntry> idsOfBatch,
      List<LogEntry> appended)
      throws RocksDBException {
    Instant now = clock.now();
    Outcome outcome = Outcome.STORED;
    String id = incoming.event().getId();
    IdEntry known = remembered(id, now, idsOfBatch);
    // What is read from Telnyx's list is never a variant: the list may write the same data anew.
    if (known != null
        && !incoming.event().hasRecovered()
        && !known.dataFingerprint().equals(incoming.dataFingerprint())) {
      outcome = Outcome.STORED_AS_VARIANT;
      id = id + "~" + incoming.dataFingerprint();
      known = remembered(id, now, idsOfBatch);
    }
    if (known != null) {
      return new AppendResult(Outcome.DUPLICATE, known.position());
    }
    Instant receivedAt = ReceivedTimes.next(lastReceivedAt, now);
    long last = lastOf(appended);
    long position = positions.applyAsLong(last);
    if (receivedAt.isBefore(lastReceivedAt)) {
      writes.putStepBack(last, new StepBack(lastReceivedAt, receivedAt));
    }
    lastReceivedAt = receivedAt;
    Event event =
        incoming.event().toBuilder()
            .setId(id)
            .setReceivedAt(EventTime.timestamp(receivedAt))
            .build();
    IdEntry entry = new IdEntry(position, receivedAt, incoming.dataFingerprint());
    byte[] encoded = event.toByteArray();
    retention.grew(encoded.length);
    appended.add(new LogEntry(position, UnsafeByteOperations.unsafeWrap(encoded)));
    writes.putEvent(position, encoded, CallIndex.of(EventHeader.of(event)).toList());
    writes.putId(id, entry);
    idsOfBatch.put(id, entry);
    if (event.hasWebhook() && storedKeys.add(event.getWebhook().getPublicKeyId())) {
      writes.putPublicKey(event.getWebhook().getPublicKeyId(), incoming.publicKey());
    }
    clock.received(event.getWebhook().getTimestamp());
    return new AppendResult(outcome, position);
  }

  /** Position of the newest event, those of the batch included. */
  private long lastOf(List<LogEntry> appended) {
    return appended.isEmpty() ? head : appended.get(appended.size() - 1).position();
  }

  private @Nullable IdEntry remembered(String id, Instant now, Map<String, IdEntry> idsOfBatch) {
    // A clock that has jumped must not make anything forgotten.
    Instant notBefore = clock.isDistrusted() ? Instant.MIN : now.minus(settings.dedupeWindow());
    IdEntry entry = idsOfBatch.get(id);
    if (entry == null) {
      entry = storedId(id, notBefore);
    }
    boolean forgotten = entry != null && entry.receivedAt().isBefore(notBefore);
    return forgotten ? null : entry;
  }

  private @Nullable IdEntry storedId(String id, Instant notBefore) {
    try {
      return store.ids().find(id, notBefore).orElse(null);
    } catch (EventLogException e) {
      if (e.reason() != Reason.DAMAGED) {
        throw e;
      }
      if (!idsAreDamaged) {
        log.error("Some duplicates cannot be recognized and are stored again", e);
        idsAreDamaged = true;
      }
      return null; // twice is better than never
    }
  }

  /**
   * Result of a batch.
   *
   * @param results one for each event, in order
   * @param appended what is new in the log
   */
  record Written(List<AppendResult> results, List<LogEntry> appended) {}
}
