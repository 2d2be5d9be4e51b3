package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.ReceivedTimes.StepBack;
import dev.voicemedia.gateway.eventlog.SourceRecord.Arrival;
import dev.voicemedia.gateway.eventlog.SourceRecord.Bookmark;
import dev.voicemedia.v1.Event;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Writes records of the log that a view follows to the view's store, a batch at a time.
 *
 * <p>Of each id, and of each id with its data's fingerprint, it is kept when it was last seen, in
 * whatever record: so whether a record is a duplicate depends on the records of its own window
 * alone, and a view that has not seen what came before decides the same.
 */
final class ViewWriter {
  private final LogStore store;
  private final Set<String> storedKeys = new HashSet<>();
  private Instant lastReceivedAt;
  private long head;

  ViewWriter(LogStore store, long head) {
    this.store = store;
    this.head = head;
    this.lastReceivedAt = store.events().newestReceivedAt().orElse(Instant.EPOCH);
  }

  /**
   * Writes records, and how far they have come.
   *
   * @param before how far the records before these have come
   */
  Taken take(List<SourceRecord> records, ViewProgress before) throws RocksDBException {
    ViewProgress progress = before;
    List<LogEntry> appended = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    try (LogStore.Batch writes = store.newBatch()) {
      Lineage lineage = store.lineage();
      Map<String, IdEntry> idsOfBatch = new HashMap<>();
      for (SourceRecord record : records) {
        if (record.epoch() > progress.epoch()) {
          lineage =
              lineage.begin(record.epoch() + 1L, record.position(), store.events().earliest());
          writes.become(lineage);
        }
        progress = progress.after(record);
        if (record.content() instanceof Arrival arrival) {
          outcomes.add(place(record, arrival, progress.serves(), writes, idsOfBatch, appended));
        } else if (record.content() instanceof Bookmark bookmark) {
          writes.putBookmark(bookmark.recoveredUntil());
        }
      }
      writes.putProgress(progress);
      writes.commitUnsynced();
    }
    return new Taken(progress, List.copyOf(appended), outcomes);
  }

  private Outcome place(
      SourceRecord record,
      Arrival arrival,
      boolean serves,
      LogStore.Batch writes,
      Map<String, IdEntry> idsOfBatch,
      List<LogEntry> appended)
      throws RocksDBException {
    Instant now = record.appendedAt();
    Instant notBefore = now.minus(arrival.dedupeWindow());
    String id = arrival.event().getId();
    String variant = id + "~" + arrival.dataFingerprint();
    IdEntry any = seen(id, notBefore, idsOfBatch);
    IdEntry same = any == null ? null : seen(variant, notBefore, idsOfBatch);
    // What is read from Telnyx's list is never a variant: the list may write the same data anew.
    if (same == null && any != null && arrival.event().hasRecovered()) {
      same = any;
    }
    long position = same == null ? record.position() : same.position();
    remember(variant, position, record, arrival, writes, idsOfBatch);
    remember(id, any == null ? position : any.position(), record, arrival, writes, idsOfBatch);
    if (same != null) {
      return Outcome.DUPLICATE;
    }
    if (serves) {
      ByteString encoded =
          any == null ? arrival.encoded() : ReceivedEvent.withId(variant, arrival.encoded());
      LogEntry entry = new LogEntry(position, ReceivedEvent.at(now, encoded));
      store(entry, now, arrival, writes);
      appended.add(entry);
    }
    return any == null ? Outcome.STORED : Outcome.STORED_AS_VARIANT;
  }

  private void store(LogEntry entry, Instant receivedAt, Arrival arrival, LogStore.Batch writes)
      throws RocksDBException {
    if (receivedAt.isBefore(lastReceivedAt)) {
      writes.putStepBack(head, new StepBack(lastReceivedAt, receivedAt));
    }
    lastReceivedAt = receivedAt;
    head = entry.position();
    writes.putEvent(
        head,
        entry.encodedEvent().toByteArray(),
        CallIndex.of(EventHeader.of(arrival.event())).toList());
    putKeyOf(arrival, writes);
  }

  private void putKeyOf(Arrival arrival, LogStore.Batch writes) throws RocksDBException {
    Event event = arrival.event();
    String keyId = event.getWebhook().getPublicKeyId();
    if (event.hasWebhook() && isKey(keyId, arrival.publicKey()) && storedKeys.add(keyId)) {
      writes.putPublicKey(keyId, arrival.publicKey());
    }
  }

  private static boolean isKey(String id, ByteString key) {
    try {
      return TelnyxPublicKey.fromBase64(Base64.getEncoder().encodeToString(key.toByteArray()))
          .id()
          .equals(id);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void remember(
      String name,
      long position,
      SourceRecord record,
      Arrival arrival,
      LogStore.Batch writes,
      Map<String, IdEntry> idsOfBatch)
      throws RocksDBException {
    IdEntry entry = new IdEntry(position, record.appendedAt(), arrival.dataFingerprint());
    idsOfBatch.put(name, entry);
    writes.putId(name, entry);
  }

  private @Nullable IdEntry seen(String name, Instant notBefore, Map<String, IdEntry> idsOfBatch) {
    IdEntry entry = idsOfBatch.get(name);
    if (entry == null) {
      entry = store.ids().find(name, notBefore).orElse(null);
    }
    return entry == null || entry.receivedAt().isBefore(notBefore) ? null : entry;
  }

  /**
   * What came of a batch.
   *
   * @param appended what is new in the view
   * @param outcomes one for each event that came in
   */
  record Taken(ViewProgress progress, List<LogEntry> appended, List<Outcome> outcomes) {}
}
