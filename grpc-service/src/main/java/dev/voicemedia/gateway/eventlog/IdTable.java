package dev.voicemedia.gateway.eventlog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The ids of events, by which duplicates are known and events found. They are remembered by other
 * rules than events are kept, so their buckets are other ones.
 */
final class IdTable {
  private static final String IDS = "ids";

  private final Database database;
  private final StoreGuard guard;
  private final BucketSeries buckets;

  IdTable(Database database, StoreGuard guard) throws RocksDBException {
    this.database = database;
    this.guard = guard;
    this.buckets = new BucketSeries(database, "ids", List.of(IDS));
  }

  /** The buckets that it consists of. */
  BucketSeries buckets() {
    return buckets;
  }

  /** The newest entry of an id, in buckets that were written to at this time or later. */
  Optional<IdEntry> find(String id, Instant notBefore) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    return guard.read("id " + id, () -> Optional.ofNullable(newest(key, notBefore)));
  }

  private @Nullable IdEntry newest(byte[] key, Instant notBefore) throws RocksDBException {
    // The clock may have been put back: so a bucket ends when any of those after it was begun.
    Instant end = Instant.MAX;
    RocksDBException damage = null;
    List<Bucket> all = buckets.all();
    for (int i = all.size() - 1; i >= 0; i--) {
      Bucket bucket = all.get(i);
      boolean searched = !end.isBefore(notBefore);
      end = i == all.size() - 1 || bucket.openedAt().isAfter(end) ? bucket.openedAt() : end;
      try {
        byte[] value = searched ? database.get(bucket.family(IDS), key) : null;
        if (value != null) {
          return IdEntry.decode(value);
        }
      } catch (RocksDBException e) {
        damage = e; // another bucket may have it
      }
    }
    if (damage != null) {
      throw damage;
    }
    return null;
  }

  /** Adds an id to what a batch will write; the newest bucket takes it. */
  void put(WriteBatch batch, String id, IdEntry entry) throws RocksDBException {
    batch.put(
        buckets.newest().orElseThrow().family(IDS),
        id.getBytes(StandardCharsets.UTF_8),
        entry.encode());
  }

  /** Shows every entry to a visitor, those of events that have expired included. */
  void forEach(BiConsumer<String, IdEntry> visitor) {
    guard.read(
        IDS,
        () -> {
          for (Bucket bucket : buckets.all()) {
            database.forEach(
                bucket.family(IDS),
                it ->
                    visitor.accept(
                        new String(it.key(), StandardCharsets.UTF_8), IdEntry.decode(it.value())));
          }
          return true;
        });
  }
}
