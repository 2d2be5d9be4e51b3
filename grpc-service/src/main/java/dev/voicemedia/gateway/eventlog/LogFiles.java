package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.BucketSeries.Bucket;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BackupEngine;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The RocksDB under the log: opened safely, with what is the same for every record. */
final class LogFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogFiles.class);
  private static final int FORMAT = 1;
  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] IDENTITY_KEY = ascii("log-id");
  static final String FOLDER = "log";
  private static final String META = "default";
  private static final String PUBLIC_KEYS = "public-keys";
  private static final List<String> OWN_FAMILIES = List.of(META, PUBLIC_KEYS);

  private final boolean readOnly;
  private final RocksOptions options = new RocksOptions();
  private final Disk disk;
  private final RocksDB db;
  private final Map<String, ColumnFamilyHandle> families = new HashMap<>();
  private LogIdentity identity;

  /** What for. */
  enum Opening {
    /**
     * To write; the folder, which nobody but its owner can enter, and the log are made if needed.
     */
    WRITE,
    /** To write to what was just restored. */
    RESTORED,
    /** Changes nothing, and keeps nobody from opening it as well: see {@link LogLock}. */
    READ_ONLY
  }

  /** What writes and fsyncs; tests have it fail. */
  @FunctionalInterface
  interface Disk {
    Disk REAL = RocksDB::write;

    void write(RocksDB db, WriteOptions synced, WriteBatch batch) throws RocksDBException;
  }

  /**
   * Opens the files in a data folder.
   *
   * @throws EventLogException NOT_OPENED
   */
  static LogFiles open(Path folder, Opening opening, Disk disk) {
    Path files = folder.resolve(FOLDER);
    try {
      if (opening == Opening.WRITE) {
        PrivateFolders.create(files);
      }
      List<Path> wal = WriteAheadLog.all(files);
      if (opening != Opening.RESTORED) {
        OpeningProblem.requireWhole(folder, files, wal);
      }
      Path newestWal = wal.isEmpty() ? files : wal.get(wal.size() - 1);
      long torn = wal.isEmpty() ? 0 : WriteAheadLog.tornBytes(newestWal);
      loadLibrary(folder);
      LogFiles opened = new LogFiles(folder, files.toString(), opening, disk);
      if (torn > 0 && !opened.readOnly()) {
        log.warn(
            "{} ended in {} bytes of a record that was not written whole, which were cut;"
                + " what was in it was not acknowledged",
            newestWal,
            torn);
      }
      return opened;
    } catch (IOException e) {
      throw OpeningProblem.notOpened(folder, "cannot make or read the folder: " + e, e);
    } catch (RocksDBException e) {
      throw OpeningProblem.notOpened(folder, e);
    }
  }

  /** Of the files in a data folder, whether they are open or not. */
  static long bytesOnDisk(Path folder) {
    try (Stream<Path> all = Files.list(folder.resolve(FOLDER))) {
      return all.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      return 0; // gone
    }
  }

  private LogFiles(Path folder, String path, Opening opening, Disk disk) throws RocksDBException {
    this.readOnly = opening == Opening.READ_ONLY;
    this.disk = disk;
    try {
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      List<String> names = existingFamilies(path);
      List<ColumnFamilyDescriptor> descriptors =
          names.stream()
              .map(name -> new ColumnFamilyDescriptor(ascii(name), options.family()))
              .toList();
      db =
          readOnly
              ? RocksDB.openReadOnly(options.database(), path, descriptors, handles)
              : RocksDB.open(options.database(), path, descriptors, handles);
      for (int i = 0; i < handles.size(); i++) {
        families.put(names.get(i), handles.get(i));
      }
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
    try {
      if (!readOnly) {
        compact(List.of(meta(), publicKeys()));
      }
      identity = readOrCreateIdentity(folder);
    } catch (EventLogException | RocksDBException e) {
      close();
      throw e;
    }
  }

  boolean readOnly() {
    return readOnly;
  }

  LogIdentity identity() {
    return identity;
  }

  void become(LogIdentity other) throws RocksDBException {
    putMeta(IDENTITY_KEY, other.encode());
    identity = other;
  }

  ColumnFamilyHandle publicKeys() {
    return family(PUBLIC_KEYS);
  }

  ColumnFamilyHandle meta() {
    return family(META);
  }

  /**
   * @throws EventLogException DAMAGED if there is none of the name
   */
  ColumnFamilyHandle family(String name) {
    ColumnFamilyHandle family = families.get(name);
    if (family == null) {
      throw new EventLogException(Reason.DAMAGED, "column family " + name + " is missing", null);
    }
    return family;
  }

  ColumnFamilyHandle createFamily(String name) throws RocksDBException {
    ColumnFamilyHandle family =
        db.createColumnFamily(new ColumnFamilyDescriptor(ascii(name), options.family()));
    families.put(name, family);
    return family;
  }

  /**
   * Has RocksDB merge the table files of these families from now on, so that reading stays fast
   * while they grow. It stops all writing when it comes upon damage in what it merges: so this is
   * for what is being written to, and ends with {@link #leave}.
   */
  void compact(Collection<ColumnFamilyHandle> growing) throws RocksDBException {
    db.enableAutoCompaction(List.copyOf(growing));
  }

  /** Has RocksDB not touch the table files of these families any more, but to read. */
  void leave(Collection<ColumnFamilyHandle> complete) throws RocksDBException {
    for (ColumnFamilyHandle family : complete) {
      db.setOptions(
          family, MutableColumnFamilyOptions.builder().setDisableAutoCompactions(true).build());
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

  void putMeta(byte[] key, byte[] value) throws RocksDBException {
    db.put(meta(), options.synced(), key, value);
  }

  void deleteMeta(byte[] key) throws RocksDBException {
    db.delete(meta(), options.synced(), key);
  }

  /** Drops the column families of buckets that were being begun or dropped at a crash. */
  void dropAllBut(List<BucketSeries> known) throws RocksDBException {
    Set<ColumnFamilyHandle> used = new HashSet<>(List.of(meta(), family(PUBLIC_KEYS)));
    for (BucketSeries series : known) {
      series.all().values().stream().map(Bucket::families).forEach(used::addAll);
    }
    drop(families.values().stream().filter(family -> !used.contains(family)).toList());
  }

  /** Nobody may be reading them. */
  void drop(Collection<ColumnFamilyHandle> unused) throws RocksDBException {
    for (ColumnFamilyHandle family : unused) {
      // First, as a closed handle must not be compared: equals is a native call.
      families.values().remove(family);
      db.dropColumnFamily(family);
      family.close();
    }
  }

  RocksIterator iterator(ColumnFamilyHandle family) {
    return db.newIterator(family);
  }

  byte @Nullable [] get(ColumnFamilyHandle family, byte[] key) throws RocksDBException {
    return db.get(family, key);
  }

  void writeSynced(WriteBatch batch) throws RocksDBException {
    disk.write(db, options.synced(), batch);
  }

  List<LiveFileMetaData> tableFiles() {
    return db.getLiveFilesMetaData();
  }

  /**
   * Has a family's files written anew without what was deleted or replaced; none stays as it is.
   */
  void rewrite(ColumnFamilyHandle family) throws RocksDBException {
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
        CompactRangeOptions rewrite =
            new CompactRangeOptions()
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
      db.flush(flush, family);
      db.compactRange(family, null, null, rewrite);
    }
  }

  /** Adds the database to the backups in a folder. */
  void backUp(BackupEngine backups) throws RocksDBException {
    backups.createNewBackup(db, true);
  }

  /** Of all its families, on disk and on the way there, in bytes; an estimate. */
  long size(Bucket bucket) throws RocksDBException {
    long size = 0;
    for (ColumnFamilyHandle family : bucket.families()) {
      size += size(family);
    }
    return size;
  }

  private long size(ColumnFamilyHandle family) throws RocksDBException {
    return db.getLongProperty(family, "rocksdb.total-sst-files-size")
        + db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    db.close();
    options.close();
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

  private LogIdentity readOrCreateIdentity(Path folder) throws RocksDBException {
    byte[] format = db.get(meta(), FORMAT_KEY);
    if (format == null) {
      if (families.size() > OWN_FAMILIES.size()) {
        throw OpeningProblem.notOpened(
            folder, "damaged (its identity is missing); " + OpeningProblem.WAY_OUT, null);
      }
      LogIdentity created = LogIdentity.create();
      try (WriteBatch batch = new WriteBatch()) {
        batch.put(meta(), FORMAT_KEY, ascii(Integer.toString(FORMAT)));
        batch.put(meta(), IDENTITY_KEY, created.encode());
        writeSynced(batch);
      }
      return created;
    }
    byte[] stored = db.get(meta(), IDENTITY_KEY);
    if (!Arrays.equals(format, ascii(Integer.toString(FORMAT))) || stored == null) {
      String other = new String(format, StandardCharsets.US_ASCII);
      throw OpeningProblem.notOpened(
          folder, "has log format " + other + ", and this version reads " + FORMAT, null);
    }
    return LogIdentity.decode(stored);
  }

  private static void loadLibrary(Path folder) {
    try {
      NativeLibrary.load(folder);
      RocksDB.loadLibrary();
    } catch (IOException e) {
      throw OpeningProblem.notOpened(folder, e.getMessage(), e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
