package dev.voicemedia.gateway.eventlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a view has come with the log that it follows; written with each batch.
 *
 * @param source id of that log; it has no other records, nor will another log have this id
 * @param position of the last record that was taken
 * @param epoch of that record; -1 before the first
 * @param unservedUpTo position up to which events are known as far as duplicates go, and are not
 *     served: what came before them is gone, and one of them may be a duplicate of it
 * @param firstAt when the first record was appended; {@link Instant#MAX} before that
 * @param serves whether that time is over
 */
record ViewProgress(
    String source, long position, int epoch, long unservedUpTo, Instant firstAt, boolean serves) {

  /**
   * That of a view that has taken nothing yet.
   *
   * @param before position before the first record that its source still has
   */
  static ViewProgress beginning(String source, long before) {
    return new ViewProgress(source, before, -1, before, Instant.MAX, before == 0);
  }

  /** The progress once a record has been taken. */
  ViewProgress after(SourceRecord record) {
    Instant first = firstAt.equals(Instant.MAX) ? record.appendedAt() : firstAt;
    boolean begins =
        record.content() instanceof SourceRecord.Arrival arrival
            && knowsAll(first, record.appendedAt(), arrival.dedupeWindow());
    boolean served = serves || begins;
    return new ViewProgress(
        source,
        record.position(),
        record.epoch(),
        served ? unservedUpTo : record.position(),
        first,
        served);
  }

  /** Whether every record that may make one of this time a duplicate has been seen. */
  private static boolean knowsAll(Instant first, Instant time, Duration window) {
    return !time.minus(window).isBefore(first);
  }

  byte[] encode() {
    byte[] id = source.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(3 * Long.BYTES + 2 * Integer.BYTES + 1 + id.length)
        .putLong(position)
        .putInt(epoch)
        .putLong(unservedUpTo)
        .putLong(firstAt.getEpochSecond())
        .putInt(firstAt.getNano())
        .put((byte) (serves ? 1 : 0))
        .put(id)
        .array();
  }

  static ViewProgress decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    long position = in.getLong();
    int epoch = in.getInt();
    long unservedUpTo = in.getLong();
    Instant firstAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
    boolean serves = in.get() != 0;
    return new ViewProgress(
        StandardCharsets.UTF_8.decode(in).toString(),
        position,
        epoch,
        unservedUpTo,
        firstAt,
        serves);
  }
}
