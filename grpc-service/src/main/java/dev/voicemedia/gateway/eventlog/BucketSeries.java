package dev.voicemedia.gateway.eventlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Records of one kind in buckets by time, each a set of column families of its own: dropping the
 * oldest costs no scan. Changed by the writer alone; read by anyone.
 */
final class BucketSeries {

  /**
   * @param firstPosition of the events that belong to it
   * @param openedAt when it began to be written to
   */
  record Bucket(
      int number, long firstPosition, Instant openedAt, List<ColumnFamilyHandle> families) {}

  private final LogFiles files;
  private final String name;
  private final List<String> kinds;

  /** By first position; replaced as a whole, so that readers need no lock. */
  private volatile NavigableMap<Long, Bucket> buckets = new TreeMap<>();

  /**
   * Finds the buckets that there are.
   *
   * @param name what the records of the buckets begin with
   * @param kinds names of the column families of a bucket, without its number
   */
  BucketSeries(LogFiles files, String name, List<String> kinds) throws RocksDBException {
    this.files = files;
    this.name = name;
    this.kinds = kinds;
    NavigableMap<Long, Bucket> found = new TreeMap<>();
    try (RocksIterator it = files.iterator(files.meta())) {
      byte[] prefix = (name + "/").getBytes(StandardCharsets.US_ASCII);
      for (it.seek(prefix); it.isValid() && startsWith(it.key(), prefix); it.next()) {
        Bucket bucket = decode(it.key(), it.value());
        found.put(bucket.firstPosition(), bucket);
      }
      it.status();
    }
    buckets = found;
  }

  /** Oldest first; never changes under its reader. */
  NavigableMap<Long, Bucket> all() {
    return buckets;
  }

  Optional<Bucket> newest() {
    return Optional.ofNullable(buckets.lastEntry()).map(Entry::getValue);
  }

  /** Begins a bucket; the one before is not written to any more. */
  Bucket begin(long firstPosition, Instant now) throws RocksDBException {
    int number = newest().map(bucket -> bucket.number() + 1).orElse(1);
    List<ColumnFamilyHandle> families = new ArrayList<>();
    for (String kind : kinds) {
      families.add(files.createFamily(familyName(kind, number)));
    }
    Bucket bucket = new Bucket(number, firstPosition, now, List.copyOf(families));
    // Column families without this record are what a crash has left of a bucket.
    files.putMeta(key(number), encode(bucket));
    if (newest().isPresent()) {
      files.leave(newest().get().families());
    }
    files.compact(bucket.families());
    NavigableMap<Long, Bucket> changed = new TreeMap<>(buckets);
    changed.put(firstPosition, bucket);
    buckets = changed;
    return bucket;
  }

  /** Forgets the oldest bucket; its column families are the caller's to drop. */
  Bucket forgetOldest() throws RocksDBException {
    NavigableMap<Long, Bucket> changed = new TreeMap<>(buckets);
    Bucket oldest = changed.pollFirstEntry().getValue();
    files.deleteMeta(key(oldest.number()));
    buckets = changed;
    return oldest;
  }

  private byte[] key(int number) {
    return "%s/%010d".formatted(name, number).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] encode(Bucket bucket) {
    Instant openedAt = bucket.openedAt();
    return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
        .putLong(bucket.firstPosition())
        .putLong(openedAt.getEpochSecond())
        .putInt(openedAt.getNano())
        .array();
  }

  private Bucket decode(byte[] key, byte[] value) {
    String text = new String(key, StandardCharsets.US_ASCII);
    int number = Integer.parseInt(text.substring(name.length() + 1));
    List<ColumnFamilyHandle> families = new ArrayList<>();
    for (String kind : kinds) {
      families.add(files.family(familyName(kind, number)));
    }
    ByteBuffer in = ByteBuffer.wrap(value);
    return new Bucket(
        number,
        in.getLong(),
        Instant.ofEpochSecond(in.getLong(), in.getInt()),
        List.copyOf(families));
  }

  private static String familyName(String kind, int number) {
    return kind + "-" + number;
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length > prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
