package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The log's files: RocksDB with a column family for each kind of record. */
final class LogStore implements AutoCloseable {
  private static final int FORMAT = 1;
  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] LOG_ID_KEY = ascii("log-id");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final DBOptions options;
  private final WriteOptions synced;
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families;
  private final ColumnFamilyHandle meta;
  private final ColumnFamilyHandle events;
  private final ColumnFamilyHandle ids;
  private final ColumnFamilyHandle publicKeys;
  private final long logId;

  // RocksDB must not be used after it was closed: that would end the process.
  private final ReadWriteLock openness = new ReentrantReadWriteLock();
  private boolean closed;

  /** Opens the log in a data folder, or makes both. */
  static LogStore open(Path folder) {
    try {
      createPrivateFolder(folder);
      RocksDB.loadLibrary();
      return new LogStore(folder);
    } catch (IOException e) {
      throw notOpened(folder, "cannot create the folder: " + e, e);
    } catch (RocksDBException e) {
      throw notOpened(folder, why(e), e);
    }
  }

  private LogStore(Path folder) throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors =
        List.of(
            new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
            new ColumnFamilyDescriptor(ascii("events")),
            new ColumnFamilyDescriptor(ascii("ids")),
            new ColumnFamilyDescriptor(ascii("public-keys")));
    // An incomplete tail is what a crash leaves and was never acknowledged. Anything else that
    // does not read back is damage, and opening must fail: the default mode would silently drop
    // every event behind it.
    options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
            .setMaxTotalWalSize(256L << 20)
            .setKeepLogFileNum(5);
    synced = new WriteOptions().setSync(true);
    families = new ArrayList<>();
    db = RocksDB.open(options, folder.resolve("log").toString(), descriptors, families);
    meta = families.get(0);
    events = families.get(1);
    ids = families.get(2);
    publicKeys = families.get(3);
    try {
      logId = readOrCreateIdentity(folder);
    } catch (EventLogException | RocksDBException e) {
      close();
      throw e;
    }
  }

  long logId() {
    return logId;
  }

  /** The position of the first stored event behind {@code after}; empty if there is none. */
  Optional<Long> firstPositionAfter(long after) {
    return reading(
        "events",
        () -> {
          try (RocksIterator it = db.newIterator(events)) {
            it.seek(positionKey(after + 1));
            it.status();
            return it.isValid() ? Optional.of(position(it.key())) : Optional.empty();
          }
        });
  }

  Optional<Long> lastPosition() {
    return reading(
        "events",
        () -> {
          try (RocksIterator it = db.newIterator(events)) {
            it.seekToLast();
            it.status();
            return it.isValid() ? Optional.of(position(it.key())) : Optional.empty();
          }
        });
  }

  /** Up to so many entries with positions in (after, upTo], but at least one if there is any. */
  List<LogEntry> read(long after, long upTo, int maxEntries, int maxBytes) {
    return reading(
        "events after position " + after,
        () -> {
          List<LogEntry> entries = new ArrayList<>();
          long bytes = 0;
          try (Slice bound = new Slice(positionKey(upTo + 1));
              ReadOptions read = new ReadOptions().setIterateUpperBound(bound);
              RocksIterator it = db.newIterator(events, read)) {
            for (it.seek(positionKey(after + 1)); it.isValid(); it.next()) {
              ByteString value = UnsafeByteOperations.unsafeWrap(it.value());
              bytes += value.size();
              if (!entries.isEmpty() && (entries.size() == maxEntries || bytes > maxBytes)) {
                break;
              }
              entries.add(new LogEntry(position(it.key()), value));
            }
            it.status();
          }
          return entries;
        });
  }

  @Nullable IdEntry findId(String id) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    return reading("id " + id, () -> Optional.ofNullable(db.get(ids, key)))
        .map(IdEntry::decode)
        .orElse(null);
  }

  /** A batch that becomes visible and durable as a whole. */
  final class Batch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();

    void putEvent(LogEntry entry) throws RocksDBException {
      batch.put(events, positionKey(entry.position()), entry.encodedEvent().toByteArray());
    }

    void putId(String id, IdEntry entry) throws RocksDBException {
      batch.put(ids, id.getBytes(StandardCharsets.UTF_8), entry.encode());
    }

    void putPublicKey(String keyId, ByteString key) throws RocksDBException {
      batch.put(publicKeys, ascii(keyId), key.toByteArray());
    }

    /** Returns once everything in the batch has been fsynced. */
    void commit() throws RocksDBException {
      openness.readLock().lock();
      try {
        requireOpen();
        db.write(synced, batch);
      } finally {
        openness.readLock().unlock();
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  Batch newBatch() {
    return new Batch();
  }

  @Override
  public void close() {
    openness.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        synced.close();
        options.close();
      }
    } finally {
      openness.writeLock().unlock();
    }
  }

  private interface Read<T> {
    T run() throws RocksDBException;
  }

  private <T> T reading(String what, Read<T> read) {
    openness.readLock().lock();
    try {
      requireOpen();
      return read.run();
    } catch (RocksDBException e) {
      throw new EventLogException(Reason.DAMAGED, "cannot read " + what + ": " + e.getMessage(), e);
    } finally {
      openness.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new EventLogException(Reason.UNAVAILABLE, "the log is closed", null);
    }
  }

  private long readOrCreateIdentity(Path folder) throws RocksDBException {
    byte[] format = db.get(meta, FORMAT_KEY);
    if (format == null) {
      long id = new SecureRandom().nextLong();
      try (Batch identity = newBatch()) {
        identity.batch.put(meta, FORMAT_KEY, ascii(Integer.toString(FORMAT)));
        identity.batch.put(meta, LOG_ID_KEY, positionKey(id));
        identity.commit();
      }
      return id;
    }
    int stored = Integer.parseInt(new String(format, StandardCharsets.US_ASCII));
    byte[] id = db.get(meta, LOG_ID_KEY);
    if (stored > FORMAT || id == null) {
      throw notOpened(
          folder, "has log format " + stored + ", and this version reads up to " + FORMAT, null);
    }
    return position(id);
  }

  private static void createPrivateFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
    }
  }

  private static String why(RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return "damaged (" + message + "); nothing was changed, restore it from a copy";
    }
    return message.contains("lock") ? "in use by another process (" + message + ")" : message;
  }

  private static EventLogException notOpened(Path folder, String why, @Nullable Throwable cause) {
    return new EventLogException(Reason.NOT_OPENED, "event log " + folder + ": " + why, cause);
  }

  // Big-endian, so that the order of keys is the order of positions.
  private static byte[] positionKey(long position) {
    return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
  }

  private static long position(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
