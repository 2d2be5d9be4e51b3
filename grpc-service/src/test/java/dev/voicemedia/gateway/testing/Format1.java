package dev.voicemedia.gateway.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Logs as they were written before there were epochs. */
public final class Format1 {
  private Format1() {}

  /**
   * Gives a closed log the metadata of format 1; everything else in it has not changed since.
   *
   * @param restoredFrom id of a log that it was restored from
   * @param upTo last position that the two have in common
   */
  public static void write(Path data, long logId, long restoredFrom, long upTo)
      throws IOException, RocksDBException {
    Files.deleteIfExists(data.resolve("acknowledged")); // there was no such file
    String path = data.resolve("log").toString();
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    try (Options none = new Options()) {
      RocksDB.listColumnFamilies(none, path)
          .forEach(name -> families.add(new ColumnFamilyDescriptor(name)));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options = new DBOptions();
        RocksDB db = RocksDB.open(options, path, families, handles)) {
      byte[] identity =
          ByteBuffer.allocate(3 * Long.BYTES)
              .putLong(logId)
              .putLong(restoredFrom)
              .putLong(upTo)
              .array();
      db.put("format".getBytes(US_ASCII), "1".getBytes(US_ASCII));
      db.put("log-id".getBytes(US_ASCII), identity);
      db.delete("lineage".getBytes(US_ASCII));
      handles.forEach(ColumnFamilyHandle::close);
    }
  }
}
