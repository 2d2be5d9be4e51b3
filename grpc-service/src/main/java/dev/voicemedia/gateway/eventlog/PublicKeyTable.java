package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The public keys that webhooks were signed with; retired ones stay. */
final class PublicKeyTable {
  private final Database database;
  private final StoreGuard guard;

  PublicKeyTable(Database database, StoreGuard guard) {
    this.database = database;
    this.guard = guard;
  }

  /** Adds a key to what a batch will write. */
  void put(WriteBatch batch, String keyId, ByteString key) throws RocksDBException {
    batch.put(database.publicKeys(), keyId.getBytes(StandardCharsets.US_ASCII), key.toByteArray());
  }

  /**
   * All keys by their ids.
   *
   * @param problems takes a problem for each key that is not what its id says
   */
  Map<String, TelnyxPublicKey> all(Consumer<LogProblem> problems) {
    Map<String, TelnyxPublicKey> keys = new HashMap<>();
    return guard.read(
        "public keys",
        () -> {
          database.forEach(
              database.publicKeys(),
              it -> {
                String id = new String(it.key(), StandardCharsets.US_ASCII);
                if (!add(id, it.value(), keys)) {
                  problems.accept(new LogProblem("public key " + id, "not the key of this name"));
                }
              });
          return keys;
        });
  }

  private static boolean add(String id, byte[] encoded, Map<String, TelnyxPublicKey> keys) {
    try {
      TelnyxPublicKey key = TelnyxPublicKey.fromBase64(Base64.getEncoder().encodeToString(encoded));
      if (key.id().equals(id)) {
        keys.put(id, key);
        return true;
      }
      return false;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
