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
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The RocksDB under the log: opened safely, with what is the same for every record. */
final class LogFiles implements AutoCloseable {
  private static final int FORMAT = 1;
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
  private static final long WAL_BYTES = 256L << 20;
  private static final int INFO_LOG_FILES = 5;
  private static final long INFO_LOG_BYTES = 16L << 20;
  private static final double BLOOM_BITS_A_KEY = 10;

  private final boolean readOnly;
  private final DBOptions options;
  private final Cache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter bloomFilter = new BloomFilter(BLOOM_BITS_A_KEY);
  private final ColumnFamilyOptions familyOptions;
  private final WriteOptions synced = new WriteOptions().setSync(true);
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

  /**
   * Opens the files in a data folder.
   *
   * @throws EventLogException NOT_OPENED
   */
  static LogFiles open(Path folder, Opening opening) {
    try {
      Path files = folder.resolve(FOLDER);
      if (opening == Opening.WRITE) {
        PrivateFolders.create(files);
      }
      if (opening != Opening.RESTORED) {
        requireWriteAheadLog(folder, files);
      }
      RocksDB.loadLibrary();
      return new LogFiles(folder, files.toString(), opening == Opening.READ_ONLY);
    } catch (IOException e) {
      throw notOpened(folder, "cannot make or read the folder: " + e, e);
    } catch (RocksDBException e) {
      throw notOpened(folder, why(e), e);
    }
  }

  private LogFiles(Path folder, String path, boolean readOnly) throws RocksDBException {
    this.readOnly = readOnly;
    // An incomplete tail is what a crash leaves and was never acknowledged. Anything else that
    // does not read back is damage, and opening must fail: the default mode would silently drop
    // every event behind it.
    options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
            .setDbWriteBufferSize(WRITE_BUFFER_BYTES)
            .setMaxTotalWalSize(WAL_BYTES)
            .setKeepLogFileNum(INFO_LOG_FILES)
            .setMaxLogFileSize(INFO_LOG_BYTES);
    familyOptions =
        new ColumnFamilyOptions()
            .setWriteBufferSize(FAMILY_WRITE_BUFFER_BYTES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloomFilter));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    List<String> names = existingFamilies(path);
    List<ColumnFamilyDescriptor> descriptors =
        names.stream().map(name -> new ColumnFamilyDescriptor(ascii(name), familyOptions)).toList();
    db =
        readOnly
            ? RocksDB.openReadOnly(options, path, descriptors, handles)
            : RocksDB.open(options, path, descriptors, handles);
    for (int i = 0; i < handles.size(); i++) {
      families.put(names.get(i), handles.get(i));
    }
    try {
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
    db.write(synced, batch);
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

  /** On disk and on the way there, in bytes; an estimate. */
  long size(ColumnFamilyHandle family) throws RocksDBException {
    return db.getLongProperty(family, "rocksdb.total-sst-files-size")
        + db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    db.close();
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
        throw notOpened(folder, "damaged (its identity is missing); restore it from a copy", null);
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

  /**
   * An open database always has a write-ahead log, if only an empty one. RocksDB would open one
   * that has lost it, and give the positions of lost events to others.
   */
  private static void requireWriteAheadLog(Path folder, Path files) throws IOException {
    if (Files.exists(files.resolve("CURRENT"))) {
      try (Stream<Path> all = Files.list(files)) {
        if (all.noneMatch(file -> file.toString().endsWith(".log"))) {
          throw notOpened(
              folder, "damaged (its write-ahead log is missing); restore it from a copy", null);
        }
      }
    }
  }

  private static String why(RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return "damaged (" + message + "); nothing was changed, restore it from a copy";
    }
    boolean locked = message.contains("While lock file") || message.contains("lock hold by");
    return locked ? "in use by another process (" + message + ")" : message;
  }

  private static EventLogException notOpened(Path folder, String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.NOT_OPENED, "event log " + folder + ": " + why, cause);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
