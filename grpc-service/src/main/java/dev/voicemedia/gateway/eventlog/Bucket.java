package dev.voicemedia.gateway.eventlog;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;

/**
 * Records of one stretch of time, in column families of their own, which expire as a whole.
 *
 * @param number counts up by one with each bucket of a series
 * @param firstPosition of the events that belong to it
 * @param openedAt when it began to be written to
 * @param families by their kinds
 */
record Bucket(
    int number, long firstPosition, Instant openedAt, Map<String, ColumnFamilyHandle> families) {

  /** The column family of one of the series' kinds. */
  ColumnFamilyHandle family(String kind) {
    ColumnFamilyHandle family = families.get(kind);
    if (family == null) {
      throw new IllegalArgumentException(
          "kind: " + kind + ", expected one of " + families.keySet());
    }
    return family;
  }

  Collection<ColumnFamilyHandle> allFamilies() {
    return families.values();
  }
}
