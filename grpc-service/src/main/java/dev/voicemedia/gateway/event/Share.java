package dev.voicemedia.gateway.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.voicemedia.v1.EventFilter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of several shares of a log, by which replicas of a consumer divide it: all events of a
 * session are in the same one, so that their order is kept.
 *
 * @param index from 0
 * @param count of shares
 */
public record Share(int index, int count) {
  private static final int MAX_COUNT = 256;

  public Share {
    if (count < 1 || count > MAX_COUNT || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "share: " + index + "/" + count + ", expected 0/1 to 255/256, the index below the count");
    }
  }

  /** The share that a valid filter names; empty if it names none. */
  public static Optional<Share> of(EventFilter filter) {
    return filter.hasShare()
        ? Optional.of(new Share(filter.getShare().getIndex(), filter.getShare().getCount()))
        : Optional.empty();
  }

  /** The share that an event falls to. */
  public static Share of(EventHeader event, int count) {
    return new Share((int) Long.remainderUnsigned(hash(event), count), count);
  }

  boolean has(EventHeader event) {
    return count == 1 || of(event, count).equals(this);
  }

  /** The first eight bytes of the SHA-256 of the narrowest thing that keeps a session together. */
  private static long hash(EventHeader event) {
    String key =
        Stream.of(event.callSessionId(), event.callLegId(), event.callControlId())
            .filter(id -> !id.isEmpty())
            .findFirst()
            .orElse(event.id());
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: every Java has it", e);
    }
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
