package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BackupEngine;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The open RocksDB under the log: its column families, and what can be done with them. It must not
 * be used after it was closed, which {@link StoreGuard} sees to.
 */
final class Database implements AutoCloseable {
  /** What the names of the column families of events begin with, before a dash and a number. */
  static final String EVENTS = "events";

  private static final String META = "default";
  private static final String PUBLIC_KEYS = "public-keys";
  private static final List<String> OWN_FAMILIES = List.of(META, PUBLIC_KEYS);

  private final boolean readOnly;
  private final RocksOptions options = new RocksOptions();
  private final Disk disk;
  private final RocksDB db;
  private final Map<String, ColumnFamilyHandle> families = new HashMap<>();

  /** Opens the files in a folder; creates them if there are none, unless read only. */
  Database(Path files, boolean readOnly, Disk disk) throws RocksDBException {
    this.readOnly = readOnly;
    this.disk = disk;
    try {
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      List<String> names = existingFamilies(files.toString());
      List<ColumnFamilyDescriptor> descriptors =
          names.stream().map(name -> descriptor(name, options.events(), options.others())).toList();
      db =
          readOnly
              ? RocksDB.openReadOnly(options.database(), files.toString(), descriptors, handles)
              : RocksDB.open(options.database(), files.toString(), descriptors, handles);
      for (int i = 0; i < handles.size(); i++) {
        families.put(names.get(i), handles.get(i));
      }
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  boolean readOnly() {
    return readOnly;
  }

  /** The column family of what is known about the log itself. */
  ColumnFamilyHandle meta() {
    return family(META);
  }

  /** The column family of the keys that webhooks were signed with. */
  ColumnFamilyHandle publicKeys() {
    return family(PUBLIC_KEYS);
  }

  /** The column families that every log has, whatever is stored in it. */
  List<ColumnFamilyHandle> ownFamilies() {
    return OWN_FAMILIES.stream().map(this::family).toList();
  }

  /** Whether there are column families that some bucket must have made. */
  boolean hasBuckets() {
    return families.size() > OWN_FAMILIES.size();
  }

  /**
   * The column family of a name.
   *
   * @throws EventLogException DAMAGED if there is none
   */
  ColumnFamilyHandle family(String name) {
    ColumnFamilyHandle family = families.get(name);
    if (family == null) {
      throw new EventLogException(Reason.DAMAGED, "column family " + name + " is missing", null);
    }
    return family;
  }

  /** Creates column families, in this order, as if {@link #compact} had been called for each. */
  List<ColumnFamilyHandle> createFamilies(List<String> names) throws RocksDBException {
    List<ColumnFamilyHandle> created =
        db.createColumnFamilies(
            names.stream()
                .map(name -> descriptor(name, options.growingEvents(), options.growingOthers()))
                .toList());
    for (int i = 0; i < created.size(); i++) {
      families.put(names.get(i), created.get(i));
    }
    return created;
  }

  /** Drops these column families; nobody may be reading them. */
  void drop(Collection<ColumnFamilyHandle> unused) throws RocksDBException {
    // First, as a closed handle must not be compared: equals is a native call.
    families.values().removeAll(unused);
    db.dropColumnFamilies(List.copyOf(unused));
    unused.forEach(ColumnFamilyHandle::close);
  }

  /** Drops all column families but its own and these. */
  void dropAllBut(Collection<ColumnFamilyHandle> used) throws RocksDBException {
    Set<ColumnFamilyHandle> kept = new HashSet<>(ownFamilies());
    kept.addAll(used);
    drop(families.values().stream().filter(family -> !kept.contains(family)).toList());
  }

  byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) throws RocksDBException {
    return db.get(family, key);
  }

  RocksIterator iterator(ColumnFamilyHandle family) {
    return db.newIterator(family);
  }

  /** Shows every record of a column family to a visitor, by order of keys. */
  void forEach(ColumnFamilyHandle family, Consumer<RocksIterator> visitor) throws RocksDBException {
    try (RocksIterator it = iterator(family)) {
      for (it.seekToFirst(); it.isValid(); it.next()) {
        visitor.accept(it);
      }
      it.status();
    }
  }

  void putMeta(byte[] key, byte[] value) throws RocksDBException {
    db.put(meta(), options.synced(), key, value);
  }

  void deleteMeta(byte[] key) throws RocksDBException {
    db.delete(meta(), options.synced(), key);
  }

  /** Writes a batch that a crash of the machine may take back. */
  void writeUnsynced(WriteBatch batch) throws RocksDBException {
    db.write(options.unsynced(), batch);
  }

  /** Writes a batch; returns once it has been fsynced. */
  void writeSynced(WriteBatch batch) throws RocksDBException {
    disk.write(db, options.synced(), batch);
  }

  /**
   * Lets RocksDB merge the table files of a family from now on, so that reading stays fast while it
   * grows. It stops all writing when it comes upon damage in what it merges: so this is for what is
   * being written to, and ends with {@link #stopCompacting}.
   */
  void compact(ColumnFamilyHandle growing) throws RocksDBException {
    db.enableAutoCompaction(List.of(growing));
  }

  /** Leaves the table files of these families as they are: from now on they are only read. */
  void stopCompacting(Collection<ColumnFamilyHandle> complete) throws RocksDBException {
    for (ColumnFamilyHandle family : complete) {
      db.setOptions(
          family, MutableColumnFamilyOptions.builder().setDisableAutoCompactions(true).build());
    }
  }

  /** Writes all files of a family again, without what was deleted or replaced. */
  void rewrite(ColumnFamilyHandle family) throws RocksDBException {
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
        CompactRangeOptions rewrite =
            new CompactRangeOptions()
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
      db.flush(flush, family);
      db.compactRange(family, null, null, rewrite);
    }
  }

  /**
   * @throws RocksDBException if RocksDB has failed to write in the background
   */
  void requireHealthy() throws RocksDBException {
    if (db.getLongProperty("rocksdb.background-errors") > 0) {
      throw new RocksDBException("writing in the background failed; see " + db.getName() + "/LOG");
    }
  }

  /** Ends all work in the background; no file is deleted by what is under way. */
  void rest() throws RocksDBException {
    db.disableFileDeletions();
    db.pauseBackgroundWork();
  }

  List<LiveFileMetaData> tableFiles() {
    return db.getLiveFilesMetaData();
  }

  /** Size of these families, in memory and on disk, in bytes; an estimate. */
  long size(Collection<ColumnFamilyHandle> all) throws RocksDBException {
    long size = 0;
    for (ColumnFamilyHandle family : all) {
      size += db.getLongProperty(family, "rocksdb.total-sst-files-size");
      size += db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
    }
    return size;
  }

  /** Adds the database to the backups in a folder. */
  void backUp(BackupEngine backups) throws RocksDBException {
    backups.createNewBackup(db, true);
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    db.close();
    options.close();
  }

  /** Whether the keys of a column family are positions. */
  static boolean hasPositions(String family) {
    return family.startsWith(EVENTS + "-");
  }

  private static ColumnFamilyDescriptor descriptor(
      String name, ColumnFamilyOptions events, ColumnFamilyOptions others) {
    return new ColumnFamilyDescriptor(ascii(name), hasPositions(name) ? events : others);
  }

  private static List<String> existingFamilies(String path) throws RocksDBException {
    Set<String> names = new HashSet<>(OWN_FAMILIES);
    try (Options none = new Options()) {
      RocksDB.listColumnFamilies(none, path).stream()
          .map(name -> new String(name, StandardCharsets.US_ASCII))
          .forEach(names::add);
    }
    return List.copyOf(names);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What writes and fsyncs; tests make it fail. */
  @FunctionalInterface
  interface Disk {
    Disk REAL = RocksDB::write;

    void write(RocksDB db, WriteOptions synced, WriteBatch batch) throws RocksDBException;
  }
}
