package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.Lineage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What a log knows of itself: the format it is written in, which log it is, and its epochs. */
final class LogMetadata {
  private static final String FORMAT = "2";
  private static final String FORMAT_WITHOUT_EPOCHS = "1";
  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] LINEAGE_KEY = ascii("lineage");

  /** Of format 1, in place of the lineage. */
  private static final byte[] IDENTITY_KEY = ascii("log-id");

  private final Database database;
  private volatile Lineage lineage;

  private LogMetadata(Database database, Lineage lineage) {
    this.database = database;
    this.lineage = lineage;
  }

  /**
   * Reads a log's metadata; gives an empty one a lineage, and upgrades one of format 1, unless it
   * is read only.
   *
   * @throws EventLogException NOT_OPENED if the format is a newer one, or the lineage is missing
   */
  static LogMetadata readOrCreate(Database database, LogFolder folder) throws RocksDBException {
    String format = text(database.get(database.meta(), FORMAT_KEY));
    if (format == null) {
      if (database.hasBuckets()) {
        throw withoutLineage(folder);
      }
      return new LogMetadata(database, create(database));
    }
    boolean old = format.equals(FORMAT_WITHOUT_EPOCHS);
    if (!old && !format.equals(FORMAT)) {
      throw OpeningProblem.notOpened(
          folder, "has log format " + format + ", and this version reads up to " + FORMAT, null);
    }
    byte[] stored = database.get(database.meta(), old ? IDENTITY_KEY : LINEAGE_KEY);
    if (stored == null) {
      throw withoutLineage(folder);
    }
    Lineage lineage = old ? Lineage.ofFormat1(stored) : Lineage.decode(stored);
    if (old && !database.readOnly()) {
      write(database, lineage);
    }
    return new LogMetadata(database, lineage);
  }

  Lineage lineage() {
    return lineage;
  }

  /** Adds another lineage to what a batch will write. */
  void put(WriteBatch batch, Lineage other) throws RocksDBException {
    batch.put(database.meta(), LINEAGE_KEY, other.encode());
  }

  /** Takes another lineage, once it is on disk. */
  void become(Lineage other) {
    lineage = other;
  }

  private static Lineage create(Database database) throws RocksDBException {
    Lineage created = Lineage.create();
    write(database, created);
    return created;
  }

  private static void write(Database database, Lineage lineage) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(database.meta(), FORMAT_KEY, ascii(FORMAT));
      batch.put(database.meta(), LINEAGE_KEY, lineage.encode());
      batch.delete(database.meta(), IDENTITY_KEY);
      database.writeSynced(batch);
    }
  }

  private static EventLogException withoutLineage(LogFolder folder) {
    return OpeningProblem.notOpened(
        folder, "damaged (its identity is missing); " + OpeningProblem.WAY_OUT, null);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static @Nullable String text(byte @Nullable [] ascii) {
    return ascii == null ? null : new String(ascii, StandardCharsets.US_ASCII);
  }
}
