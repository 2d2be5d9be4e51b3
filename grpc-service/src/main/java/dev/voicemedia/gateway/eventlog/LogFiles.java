package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.config.PrivateFolders;
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
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileReader;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The RocksDB under the log: opened safely, with what is the same for every record. */
final class LogFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogFiles.class);
  private static final int FORMAT = 1;
  static final String WAY_OUT =
      "restore it from a backup, see docs/operations.md, \"Damage and the way out\"";
  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] IDENTITY_KEY = ascii("log-id");
  static final String FOLDER = "log";
  private static final String META = "default";
  private static final String PUBLIC_KEYS = "public-keys";
  private static final List<String> OWN_FAMILIES = List.of(META, PUBLIC_KEYS);

  // Memory that RocksDB may take: blocks that were read, and what is not in table files yet.
  private static final long CACHE_BYTES = 64L << 20;
  private static final long WRITE_BUFFER_BYTES = 128L << 20;
  private static final long FAMILY_WRITE_BUFFER_BYTES = 32L << 20;
  private static final long WAL_BYTES = 64L << 20; // read again at every start after a crash
  private static final int OPEN_FILES = 512;
  private static final int INFO_LOG_FILES = 5;
  private static final long INFO_LOG_BYTES = 16L << 20;
  private static final double BLOOM_BITS_A_KEY = 10;

  private final boolean readOnly;
  private final DBOptions options;
  private final Cache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter bloomFilter = new BloomFilter(BLOOM_BITS_A_KEY);
  private final ColumnFamilyOptions familyOptions;
  private final WriteOptions synced = new WriteOptions().setSync(true);
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
        requireWhole(folder, files, wal);
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
      throw notOpened(folder, "cannot make or read the folder: " + e, e);
    } catch (RocksDBException e) {
      throw notOpened(folder, why(e, files), e);
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
    // An incomplete tail is what a crash leaves and was never acknowledged. Anything else that
    // does not read back is damage, and opening must fail: the default mode would silently drop
    // every event behind it.
    options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
            // After a failure it is closed and opened anew: nothing may go on behind our back.
            .setMaxBgErrorResumeCount(0)
            .setDbWriteBufferSize(WRITE_BUFFER_BYTES)
            .setMaxTotalWalSize(WAL_BYTES)
            .setMaxOpenFiles(OPEN_FILES)
            .setSkipStatsUpdateOnDbOpen(true) // so that most table files are opened when needed
            .setAvoidUnnecessaryBlockingIO(true) // files of dropped families go in the background
            .setKeepLogFileNum(INFO_LOG_FILES)
            .setMaxLogFileSize(INFO_LOG_BYTES);
    familyOptions =
        new ColumnFamilyOptions()
            .setWriteBufferSize(FAMILY_WRITE_BUFFER_BYTES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setDisableAutoCompactions(true) // see compact
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setCacheIndexAndFilterBlocks(true)
                    .setFilterPolicy(bloomFilter));
    try {
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      List<String> names = existingFamilies(path);
      List<ColumnFamilyDescriptor> descriptors =
          names.stream()
              .map(name -> new ColumnFamilyDescriptor(ascii(name), familyOptions))
              .toList();
      db =
          readOnly
              ? RocksDB.openReadOnly(options, path, descriptors, handles)
              : RocksDB.open(options, path, descriptors, handles);
      for (int i = 0; i < handles.size(); i++) {
        families.put(names.get(i), handles.get(i));
      }
    } catch (RocksDBException e) {
      closeOptions();
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
        db.createColumnFamily(new ColumnFamilyDescriptor(ascii(name), familyOptions));
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
    db.put(meta(), synced, key, value);
  }

  void deleteMeta(byte[] key) throws RocksDBException {
    db.delete(meta(), synced, key);
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
    disk.write(db, synced, batch);
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
    closeOptions();
  }

  private void closeOptions() {
    synced.close();
    familyOptions.close();
    options.close();
    bloomFilter.close();
    cache.close();
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
        throw notOpened(folder, "damaged (its identity is missing); " + WAY_OUT, null);
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
      throw notOpened(
          folder, "has log format " + other + ", and this version reads " + FORMAT, null);
    }
    return LogIdentity.decode(stored);
  }

  private static void loadLibrary(Path folder) {
    try {
      NativeLibrary.load(folder);
      RocksDB.loadLibrary();
    } catch (IOException e) {
      throw notOpened(folder, e.getMessage(), e);
    }
  }

  /**
   * What is missing RocksDB would make anew, and begin with an empty log or give positions twice.
   */
  private static void requireWhole(Path folder, Path files, List<Path> wal) {
    boolean current = Files.exists(files.resolve("CURRENT"));
    if (current && wal.isEmpty()) {
      throw notOpened(folder, "damaged (its write-ahead log is missing); " + WAY_OUT, null);
    }
    if (!current && !wal.isEmpty()) {
      throw notOpened(folder, "damaged (its file CURRENT is missing); " + WAY_OUT, null);
    }
  }

  private static String why(RocksDBException e, Path files) {
    String message = String.valueOf(e.getMessage());
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      String where = message.contains(".sst") ? "" : ", in " + suspects(files);
      return "damaged (" + message + where + "); nothing was changed; " + WAY_OUT;
    }
    boolean locked = message.contains("While lock file") || message.contains("lock hold by");
    return locked ? "in use by another process (" + message + ")" : message;
  }

  /** RocksDB does not always name the file: the table files that do not open; else the WAL's. */
  private static List<Path> suspects(Path files) {
    try (Stream<Path> all = Files.list(files)) {
      List<Path> tables =
          all.filter(file -> file.toString().endsWith(".sst"))
              .filter(table -> !opens(table))
              .sorted()
              .toList();
      return tables.isEmpty() ? WriteAheadLog.all(files) : tables;
    } catch (IOException e) {
      return List.of(files);
    }
  }

  private static boolean opens(Path table) {
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(table.toString());
      return true;
    } catch (RocksDBException e) {
      return false;
    }
  }

  private static EventLogException notOpened(
      Path folder, @Nullable String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.NOT_OPENED, "event log " + folder + ": " + why, cause);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
