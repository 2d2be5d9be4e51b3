package dev.voicemedia.gateway.event;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which log this is, and the epochs of its positions. An epoch is whatever was appended after one
 * opening of the log, and has a random id. After a rollback to a backup or a snapshot, other events
 * take positions that cursors name already: those have another epoch, by which such cursors are
 * recognized, however many events have followed.
 *
 * @param logId made at random when the log was created
 * @param ancestors the logs that a log of format 1 was restored from, each with the last position
 *     that it has in common with this one; restoring makes no other log any more
 * @param epochs by their first positions; those whose events have all expired may be missing
 */
public record Lineage(long logId, Map<Long, Long> ancestors, List<Epoch> epochs) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Epoch of what is before the first event, and of what was appended in format 1. */
  private static final long NO_EPOCH = 0;

  public Lineage {
    ancestors = Map.copyOf(ancestors);
    epochs = List.copyOf(epochs);
  }

  /** That of a new log. */
  public static Lineage create() {
    return new Lineage(RANDOM.nextLong(), Map.of(), List.of());
  }

  /** That of a log of format 1, which knew no epochs: what is in it becomes the first. */
  public static Lineage ofFormat1(byte[] identity) {
    ByteBuffer in = ByteBuffer.wrap(identity);
    long logId = in.getLong();
    return new Lineage(
        logId, ancestors(in, in.remaining() / (2 * Long.BYTES)), List.of(new Epoch(NO_EPOCH, 1)));
  }

  /** Reads what {@link #encode} wrote. */
  public static Lineage decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    long logId = in.getLong();
    Map<Long, Long> ancestors = ancestors(in, in.getInt());
    List<Epoch> epochs = new ArrayList<>();
    while (in.hasRemaining()) {
      epochs.add(new Epoch(in.getLong(), in.getLong()));
    }
    return new Lineage(logId, ancestors, epochs);
  }

  /** Log id, number of ancestors, ancestors, epochs; big-endian. */
  public byte[] encode() {
    ByteBuffer out =
        ByteBuffer.allocate(
            Long.BYTES + Integer.BYTES + (ancestors.size() + epochs.size()) * 2 * Long.BYTES);
    out.putLong(logId).putInt(ancestors.size());
    ancestors.forEach((id, upTo) -> out.putLong(id).putLong(upTo));
    epochs.forEach(epoch -> out.putLong(epoch.id()).putLong(epoch.firstPosition()));
    return out.array();
  }

  /**
   * The lineage with one more epoch.
   *
   * @param firstPosition of the next event
   * @param earliest position before the oldest stored event; epochs that end before it are left out
   */
  public Lineage begin(long firstPosition, long earliest) {
    long id = NO_EPOCH;
    while (id == NO_EPOCH) {
      id = RANDOM.nextLong();
    }
    return begin(id, firstPosition, earliest);
  }

  /**
   * The lineage with one more epoch, whose id is given.
   *
   * @param id other than 0
   */
  public Lineage begin(long id, long firstPosition, long earliest) {
    List<Epoch> all = new ArrayList<>(epochs);
    all.add(new Epoch(id, firstPosition));
    while (all.size() > 1 && all.get(1).firstPosition() <= earliest) {
      all.remove(0);
    }
    return new Lineage(logId, ancestors, all);
  }

  /** The cursor of the place after the event at a position. */
  public Cursor cursorAt(long position) {
    if (position > 0) {
      for (int i = epochs.size() - 1; i >= 0; i--) { // most positions are in the newest
        if (epochs.get(i).firstPosition() <= position) {
          return new Cursor(logId, epochs.get(i).id(), position);
        }
      }
    }
    return new Cursor(logId, NO_EPOCH, position);
  }

  /** Whether a cursor is of this log, or of one that it was restored from. */
  public boolean isOf(Cursor cursor) {
    return cursor.logId() == logId || ancestors.containsKey(cursor.logId());
  }

  /**
   * The last position up to which the cursors of an epoch mean what they meant when they were given
   * out; empty if the epoch is unknown, because its events have expired or a rollback has undone
   * it. What is before the first event is in every epoch.
   */
  public OptionalLong lastOf(Cursor cursor) {
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.get(i).id() == cursor.epoch()) {
        boolean newest = i == epochs.size() - 1;
        long last = newest ? Long.MAX_VALUE : epochs.get(i + 1).firstPosition() - 1;
        return OptionalLong.of(
            Math.min(last, ancestors.getOrDefault(cursor.logId(), Long.MAX_VALUE)));
      }
    }
    return cursor.position() == 0 ? OptionalLong.of(0) : OptionalLong.empty();
  }

  private static Map<Long, Long> ancestors(ByteBuffer in, int count) {
    Map<Long, Long> ancestors = new HashMap<>();
    for (int i = 0; i < count; i++) {
      ancestors.put(in.getLong(), in.getLong());
    }
    return ancestors;
  }

  /**
   * What one opening of a log has appended.
   *
   * @param firstPosition of its first event; it ends where the next epoch begins
   */
  public record Epoch(long id, long firstPosition) {}
}
