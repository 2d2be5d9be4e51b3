package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.BucketSeries.Bucket;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.eventlog.LogBackups.Backup;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileReader;
import org.rocksdb.WriteBatch;

/**
 * A log as the tables that it is made of, for those who look after it while nobody else uses it.
 */
final class LogTables {
  private final LogFiles files;
  private final BucketSeries eventBuckets;
  private final BucketSeries idBuckets;

  LogTables(LogFiles files, BucketSeries eventBuckets, BucketSeries idBuckets) {
    this.files = files;
    this.eventBuckets = eventBuckets;
    this.idBuckets = idBuckets;
  }

  /** Compares every block of every file with its checksum. */
  List<LogProblem> damagedFiles() {
    List<LogProblem> damaged = new ArrayList<>();
    for (LiveFileMetaData file : files.tableFiles()) {
      try (Options options = new Options();
          SstFileReader reader = new SstFileReader(options)) {
        reader.open(file.path() + file.fileName());
        reader.verifyChecksum();
      } catch (RocksDBException e) {
        damaged.add(new LogProblem("table file " + describe(file), String.valueOf(e.getMessage())));
      }
    }
    return damaged;
  }

  /** The keys that webhooks were signed with, by their ids. */
  Map<String, TelnyxPublicKey> publicKeys(Consumer<LogProblem> problems) {
    Map<String, TelnyxPublicKey> keys = new HashMap<>();
    forEach(
        files.publicKeys(),
        it -> {
          String id = new String(it.key(), StandardCharsets.US_ASCII);
          try {
            TelnyxPublicKey key =
                TelnyxPublicKey.fromBase64(Base64.getEncoder().encodeToString(it.value()));
            if (key.id().equals(id)) {
              keys.put(id, key);
              return;
            }
          } catch (IllegalArgumentException e) {
            // Told below.
          }
          problems.accept(new LogProblem("public key " + id, "not the key of this name"));
        });
    return keys;
  }

  long countIndexKeys() {
    long[] count = {0};
    for (Bucket bucket : eventBuckets.all().values()) {
      forEach(bucket.families().get(LogStore.INDEX), it -> count[0]++);
    }
    return count[0];
  }

  /** What is remembered of ids, those of events that have expired included. */
  void forEachId(BiConsumer<String, IdEntry> visitor) {
    for (Bucket bucket : idBuckets.all().values()) {
      forEach(
          bucket.families().get(0),
          it ->
              visitor.accept(
                  new String(it.key(), StandardCharsets.UTF_8), IdEntry.decode(it.value())));
    }
  }

  /** Puts an entry in the place of the one at its position. */
  void replace(LogEntry entry) {
    Bucket bucket = bucketOf(entry.position());
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(
          bucket.families().get(LogStore.EVENTS),
          LogStore.positionKey(entry.position()),
          entry.encodedEvent().toByteArray());
      files.writeSynced(batch);
    } catch (RocksDBException e) {
      throw failed("cannot write position " + entry.position(), e);
    }
  }

  /** The bucket that an event is in. */
  Bucket bucketOf(long position) {
    return eventBuckets.all().floorEntry(position).getValue();
  }

  /** Writes a bucket's files of events anew, without what was replaced. */
  void rewriteEvents(Bucket bucket) {
    try {
      files.rewrite(bucket.families().get(LogStore.EVENTS));
    } catch (RocksDBException e) {
      throw failed("cannot write bucket " + bucket.number() + " anew", e);
    }
  }

  Backup backUp(LogBackups backups) {
    return backups.add(files);
  }

  /** On disk, in bytes; an estimate. */
  long size(Bucket bucket) {
    try {
      return files.size(bucket);
    } catch (RocksDBException e) {
      throw failed("cannot tell the size of bucket " + bucket.number(), e);
    }
  }

  List<Bucket> eventBuckets() {
    return List.copyOf(eventBuckets.all().values());
  }

  List<Bucket> idBuckets() {
    return List.copyOf(idBuckets.all().values());
  }

  private void forEach(ColumnFamilyHandle family, Consumer<RocksIterator> visitor) {
    try (RocksIterator it = files.iterator(family)) {
      for (it.seekToFirst(); it.isValid(); it.next()) {
        visitor.accept(it);
      }
      it.status();
    } catch (RocksDBException e) {
      throw failed("cannot read a table", e);
    }
  }

  private static String describe(LiveFileMetaData file) {
    String family = new String(file.columnFamilyName(), StandardCharsets.US_ASCII);
    String positions =
        family.startsWith("events-")
            ? ", positions %d to %d"
                .formatted(
                    LogStore.position(file.smallestKey()), LogStore.position(file.largestKey()))
            : "";
    return file.fileName().substring(1) + " (" + family + positions + ")";
  }

  private static EventLogException failed(String what, RocksDBException e) {
    return new EventLogException(Reason.DAMAGED, what + ": " + e.getMessage(), e);
  }
}
