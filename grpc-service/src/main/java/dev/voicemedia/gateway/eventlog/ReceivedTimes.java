package dev.voicemedia.gateway.eventlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * When events were received, as far as it takes to search by it: where that time steps back. What
 * lies between two such places is a run, in which it never decreases. Changed by the writer alone;
 * read by anyone.
 */
final class ReceivedTimes {
  /** A clock that is put back by no more than this does not show in the log. */
  static final Duration MAX_CLAMPED = Duration.ofMinutes(5);

  private static final byte[] PREFIX = "run-end/".getBytes(StandardCharsets.US_ASCII);

  private final Database database;

  /** By the position of the last event of a run; replaced as a whole. */
  private volatile NavigableMap<Long, StepBack> ends;

  ReceivedTimes(Database database) throws RocksDBException {
    this.database = database;
    NavigableMap<Long, StepBack> found = new TreeMap<>();
    try (RocksIterator it = database.iterator(database.meta())) {
      for (it.seek(PREFIX); it.isValid() && isOurs(it.key()); it.next()) {
        long position = ByteBuffer.wrap(it.key()).getLong(PREFIX.length);
        found.put(position, StepBack.decode(it.value()));
      }
      it.status();
    }
    this.ends = found;
  }

  /** The time that an event gets: the clock's, unless that is a little before the last one's. */
  static Instant next(Instant last, Instant clock) {
    boolean clamped = clock.isBefore(last) && !clock.isBefore(last.minus(MAX_CLAMPED));
    return clamped ? last : clock;
  }

  /** Adds the end of a run to what a batch will write. */
  void put(WriteBatch batch, long position, StepBack step) throws RocksDBException {
    batch.put(database.meta(), key(position), step.encode());
  }

  /** Takes what a batch has written. */
  void added(NavigableMap<Long, StepBack> written) {
    NavigableMap<Long, StepBack> changed = new TreeMap<>(ends);
    changed.putAll(written);
    ends = changed;
  }

  /** Forgets runs whose last event has expired. */
  void forgetUpTo(long earliest) throws RocksDBException {
    NavigableMap<Long, StepBack> kept = new TreeMap<>(ends.tailMap(earliest, false));
    for (long position : ends.headMap(earliest, true).keySet()) {
      database.deleteMeta(key(position));
    }
    ends = kept;
  }

  /** Whether time steps back after the event at a position. */
  boolean stepsBackAfter(long position) {
    return ends.containsKey(position);
  }

  /** The run that has the first event received at this time or later, if there is one. */
  Run firstReaching(Instant time, long earliest, long head) {
    return runs(earliest, head).stream()
        .filter(run -> !run.last().isBefore(time))
        .findFirst()
        .orElseThrow();
  }

  /** The run that has the last event received before this time, if there is one. */
  Run lastBefore(Instant time, long earliest, long head) {
    List<Run> runs = runs(earliest, head);
    for (int i = runs.size() - 1; i > 0; i--) {
      if (runs.get(i).first().isBefore(time)) {
        return runs.get(i);
      }
    }
    return runs.get(0);
  }

  /** Runs with events after one position and up to another; at least one, oldest first. */
  private List<Run> runs(long earliest, long head) {
    List<Run> runs = new ArrayList<>();
    long after = earliest;
    Instant first = Instant.MIN;
    for (Entry<Long, StepBack> end : ends.tailMap(earliest, false).entrySet()) {
      if (end.getKey() >= head) {
        break; // what follows is not visible yet
      }
      runs.add(new Run(after, end.getKey(), first, end.getValue().from()));
      after = end.getKey();
      first = end.getValue().to();
    }
    runs.add(new Run(after, head, first, Instant.MAX));
    return runs;
  }

  private static byte[] key(long position) {
    return ByteBuffer.allocate(PREFIX.length + Long.BYTES).put(PREFIX).putLong(position).array();
  }

  private static boolean isOurs(byte[] key) {
    return key.length == PREFIX.length + Long.BYTES
        && Arrays.equals(key, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
  }

  /**
   * Events whose time of reception never decreases.
   *
   * @param after the position before them
   * @param upTo the position of the last one
   * @param first when the first of them was received, or {@link Instant#MIN} if that is not known
   * @param last when the last of them was received, or {@link Instant#MAX} if that is not known
   */
  record Run(long after, long upTo, Instant first, Instant last) {}

  /**
   * A step back of the time of reception, from one event to the next.
   *
   * @param from when the last event before it was received
   * @param to when the first event after it was received
   */
  record StepBack(Instant from, Instant to) {

    byte[] encode() {
      return ByteBuffer.allocate(2 * (Long.BYTES + Integer.BYTES))
          .putLong(from.getEpochSecond())
          .putInt(from.getNano())
          .putLong(to.getEpochSecond())
          .putInt(to.getNano())
          .array();
    }

    static StepBack decode(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new StepBack(
          Instant.ofEpochSecond(in.getLong(), in.getInt()),
          Instant.ofEpochSecond(in.getLong(), in.getInt()));
    }
  }
}
