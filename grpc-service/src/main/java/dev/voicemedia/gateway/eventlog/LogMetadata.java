package dev.voicemedia.gateway.eventlog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What a log knows of itself: the format it is written in, and which log it is. */
final class LogMetadata {
  private static final int FORMAT = 1;
  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] IDENTITY_KEY = ascii("log-id");

  private final Database database;
  private LogIdentity identity;

  private LogMetadata(Database database, LogIdentity identity) {
    this.database = database;
    this.identity = identity;
  }

  /**
   * Reads a log's metadata; gives an empty one an identity.
   *
   * @throws EventLogException NOT_OPENED if the format is another, or the identity is missing
   */
  static LogMetadata readOrCreate(Database database, LogFolder folder) throws RocksDBException {
    byte[] format = database.get(database.meta(), FORMAT_KEY);
    if (format == null) {
      if (database.hasBuckets()) {
        throw OpeningProblem.notOpened(
            folder, "damaged (its identity is missing); " + OpeningProblem.WAY_OUT, null);
      }
      return new LogMetadata(database, create(database));
    }
    byte[] stored = database.get(database.meta(), IDENTITY_KEY);
    if (!Arrays.equals(format, ascii(Integer.toString(FORMAT))) || stored == null) {
      String other = new String(format, StandardCharsets.US_ASCII);
      throw OpeningProblem.notOpened(
          folder, "has log format " + other + ", and this version reads " + FORMAT, null);
    }
    return new LogMetadata(database, LogIdentity.decode(stored));
  }

  LogIdentity identity() {
    return identity;
  }

  /** Replaces the identity. */
  void become(LogIdentity other) throws RocksDBException {
    database.putMeta(IDENTITY_KEY, other.encode());
    identity = other;
  }

  private static LogIdentity create(Database database) throws RocksDBException {
    LogIdentity created = LogIdentity.create();
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(database.meta(), FORMAT_KEY, ascii(Integer.toString(FORMAT)));
      batch.put(database.meta(), IDENTITY_KEY, created.encode());
      database.writeSynced(batch);
    }
    return created;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
