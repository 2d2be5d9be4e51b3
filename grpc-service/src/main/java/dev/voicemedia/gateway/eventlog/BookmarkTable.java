package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The bookmark of recovery, among the log's metadata, as a time in ISO 8601. */
final class BookmarkTable {
  private static final byte[] KEY = "recovered-until".getBytes(StandardCharsets.US_ASCII);

  private final Database database;
  private final StoreGuard guard;

  BookmarkTable(Database database, StoreGuard guard) {
    this.database = database;
    this.guard = guard;
  }

  /** The bookmark; empty if there is none, or none that can be read. */
  Optional<Instant> recoveredUntil() {
    Optional<byte[]> stored =
        guard.read("the bookmark", () -> Optional.ofNullable(database.get(database.meta(), KEY)));
    try {
      return stored.map(time -> Instant.parse(new String(time, StandardCharsets.US_ASCII)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Adds a move of the bookmark to what a batch will write. */
  void put(WriteBatch batch, Instant recoveredUntil) throws RocksDBException {
    batch.put(database.meta(), KEY, encoded(recoveredUntil));
  }

  /** Moves the bookmark, with an fsync. */
  void moveTo(Instant recoveredUntil) {
    try {
      guard.write(() -> database.putMeta(KEY, encoded(recoveredUntil)));
    } catch (RocksDBException e) {
      throw new EventLogException(
          Reason.UNAVAILABLE, "cannot write the bookmark of recovery: " + e.getMessage(), e);
    }
  }

  private static byte[] encoded(Instant time) {
    return time.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
