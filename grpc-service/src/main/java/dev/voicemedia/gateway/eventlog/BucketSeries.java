package dev.voicemedia.gateway.eventlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Records of one kind in buckets by time: dropping the oldest costs no scan. Changed by the writer
 * alone; read by anyone.
 */
final class BucketSeries {
  private final Database database;
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
  BucketSeries(Database database, String name, List<String> kinds) throws RocksDBException {
    this.database = database;
    this.name = name;
    this.kinds = kinds;
    NavigableMap<Long, Bucket> found = new TreeMap<>();
    try (RocksIterator it = database.iterator(database.meta())) {
      byte[] prefix = (name + "/").getBytes(StandardCharsets.US_ASCII);
      for (it.seek(prefix); it.isValid() && startsWith(it.key(), prefix); it.next()) {
        Bucket bucket = decode(it.key(), it.value());
        found.put(bucket.firstPosition(), bucket);
      }
      it.status();
    }
    buckets = found;
  }

  /** Oldest first; never changes while it is being read. */
  List<Bucket> all() {
    return List.copyOf(buckets.values());
  }

  Optional<Bucket> oldest() {
    return Optional.ofNullable(buckets.firstEntry()).map(Entry::getValue);
  }

  Optional<Bucket> newest() {
    return Optional.ofNullable(buckets.lastEntry()).map(Entry::getValue);
  }

  /** The bucket of a position; the log must have it. */
  Bucket bucketOf(long position) {
    return buckets.floorEntry(position).getValue();
  }

  /** The buckets that may have positions in [first, last], oldest first. */
  List<Bucket> overlapping(long first, long last) {
    if (first > last) {
      return List.of();
    }
    NavigableMap<Long, Bucket> all = buckets;
    Long start = all.floorKey(first);
    return List.copyOf(
        (start == null ? all : all.tailMap(start, true)).headMap(last, true).values());
  }

  /** The positions of a bucket as far as they are known: of the newest there may be more. */
  String positions(Bucket bucket) {
    Long next = buckets.higherKey(bucket.firstPosition());
    return bucket.firstPosition() + (next == null ? " and on" : " to " + (next - 1));
  }

  /** Size of a bucket, in memory and on disk, in bytes; an estimate. */
  long size(Bucket bucket) throws RocksDBException {
    return database.size(bucket.allFamilies());
  }

  /** Size of all buckets together, in memory and on disk, in bytes; an estimate. */
  long size() throws RocksDBException {
    long size = 0;
    for (Bucket bucket : all()) {
      size += size(bucket);
    }
    return size;
  }

  /** Begins a bucket; the one before is not written to any more. */
  void begin(long firstPosition, Instant now) throws RocksDBException {
    int number = newest().map(bucket -> bucket.number() + 1).orElse(1);
    List<ColumnFamilyHandle> created =
        database.createFamilies(kinds.stream().map(kind -> familyName(kind, number)).toList());
    Map<String, ColumnFamilyHandle> families = new LinkedHashMap<>();
    for (int i = 0; i < kinds.size(); i++) {
      families.put(kinds.get(i), created.get(i));
    }
    Bucket bucket = new Bucket(number, firstPosition, now, families);
    // Column families without this record are what a crash has left of a bucket.
    database.putMeta(key(number), encode(bucket));
    if (newest().isPresent()) {
      database.stopCompacting(newest().get().allFamilies());
    }
    NavigableMap<Long, Bucket> changed = new TreeMap<>(buckets);
    changed.put(firstPosition, bucket);
    buckets = changed;
  }

  /** Forgets the oldest bucket; its column families are the caller's to drop. */
  Bucket forgetOldest() throws RocksDBException {
    NavigableMap<Long, Bucket> changed = new TreeMap<>(buckets);
    Bucket oldest = changed.pollFirstEntry().getValue();
    database.deleteMeta(key(oldest.number()));
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
    Map<String, ColumnFamilyHandle> families = new LinkedHashMap<>();
    for (String kind : kinds) {
      families.put(kind, database.family(familyName(kind, number)));
    }
    ByteBuffer in = ByteBuffer.wrap(value);
    return new Bucket(
        number, in.getLong(), Instant.ofEpochSecond(in.getLong(), in.getInt()), families);
  }

  private static String familyName(String kind, int number) {
    return kind + "-" + number;
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length > prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
