package dev.voicemedia.gateway.eventlog;

import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** Options of the RocksDB under the log. To be closed after the database. */
final class RocksOptions implements AutoCloseable {
  // Memory that RocksDB may take: blocks that were read, and what is not in table files yet.
  private static final long CACHE_BYTES = 64L << 20;
  private static final long WRITE_BUFFER_BYTES = 128L << 20;
  private static final long FAMILY_WRITE_BUFFER_BYTES = 32L << 20;
  private static final long WAL_BYTES = 64L << 20; // read again at every start after a crash
  private static final int OPEN_FILES = 512;
  private static final int INFO_LOG_FILES = 5;
  private static final long INFO_LOG_BYTES = 16L << 20;
  private static final double BLOOM_BITS_A_KEY = 10;

  /**
   * Events are read one after the other, and a block at a time: RocksDB's 4 KiB hold only some two
   * of them. More than this gives little, and a damaged block takes all its events with it.
   */
  private static final int EVENTS_BLOCK_BYTES = 16 << 10;

  private static final int OTHER_BLOCK_BYTES = 4 << 10;

  private final Cache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter bloomFilter = new BloomFilter(BLOOM_BITS_A_KEY);
  private final DBOptions database;
  private final ColumnFamilyOptions events;
  private final ColumnFamilyOptions others;
  private final ColumnFamilyOptions growingEvents;
  private final ColumnFamilyOptions growingOthers;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();

  RocksOptions() {
    // A torn tail is what a crash leaves and was never acknowledged: it is cut. Anything else that
    // does not read back is damage, and opening must fail: the default mode would silently drop
    // every event after it.
    database =
        DBOptions.getDBOptionsFromProps(withoutSetters())
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
            // After a failure it is closed and opened again: nothing may resume unseen.
            .setMaxBgErrorResumeCount(0)
            .setDbWriteBufferSize(WRITE_BUFFER_BYTES)
            .setMaxTotalWalSize(WAL_BYTES)
            .setMaxOpenFiles(OPEN_FILES)
            .setSkipStatsUpdateOnDbOpen(true) // so that most table files are opened when needed
            .setAvoidUnnecessaryBlockingIO(true) // files of dropped families go in the background
            .setKeepLogFileNum(INFO_LOG_FILES)
            .setMaxLogFileSize(INFO_LOG_BYTES);
    events = family(EVENTS_BLOCK_BYTES);
    others = family(OTHER_BLOCK_BYTES);
    growingEvents = new ColumnFamilyOptions(events).setDisableAutoCompactions(false);
    growingOthers = new ColumnFamilyOptions(others).setDisableAutoCompactions(false);
  }

  private ColumnFamilyOptions family(int blockBytes) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(FAMILY_WRITE_BUFFER_BYTES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setDisableAutoCompactions(true) // see Database.compact
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockSize(blockBytes)
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setFilterPolicy(bloomFilter));
  }

  /** Options that RocksDB has, but its Java API has no setters for. */
  private static Properties withoutSetters() {
    Properties options = new Properties();
    // Of the write-ahead log, only the newest file has a tail that may be torn. One before it that
    // is missing or was cut is damage, too.
    options.setProperty("track_and_verify_wals_in_manifest", "true");
    return options;
  }

  DBOptions database() {
    return database;
  }

  /** Of the column families that hold events. */
  ColumnFamilyOptions events() {
    return events;
  }

  /** Of all other column families. */
  ColumnFamilyOptions others() {
    return others;
  }

  /** Of those that hold events and are being written to. */
  ColumnFamilyOptions growingEvents() {
    return growingEvents;
  }

  /** Of all others that are being written to. */
  ColumnFamilyOptions growingOthers() {
    return growingOthers;
  }

  WriteOptions synced() {
    return synced;
  }

  WriteOptions unsynced() {
    return unsynced;
  }

  @Override
  public void close() {
    unsynced.close();
    synced.close();
    events.close();
    others.close();
    growingEvents.close();
    growingOthers.close();
    database.close();
    bloomFilter.close();
    cache.close();
  }
}
