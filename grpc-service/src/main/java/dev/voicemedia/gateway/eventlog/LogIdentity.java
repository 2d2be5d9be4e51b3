package dev.voicemedia.gateway.eventlog;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which log this is. A log that was restored from a backup is another one than it was before: its
 * next positions will hold other events than those that the backup did not have.
 *
 * @param logId made at random
 * @param ancestors the logs that it was restored from: up to which position they are the same
 */
record LogIdentity(long logId, Map<Long, Long> ancestors) {

  static LogIdentity create() {
    return new LogIdentity(new SecureRandom().nextLong(), Map.of());
  }

  /** The identity after a restore of this log with this head. */
  LogIdentity restored(long head) {
    Map<Long, Long> all = new HashMap<>();
    ancestors.forEach((id, upTo) -> all.put(id, Math.min(upTo, head)));
    all.put(logId, head);
    return new LogIdentity(create().logId(), Map.copyOf(all));
  }

  /** The last position that another log has in common with this one; empty if it is foreign. */
  OptionalLong sharedWith(long otherLogId) {
    if (otherLogId == logId) {
      return OptionalLong.of(Long.MAX_VALUE);
    }
    Long upTo = ancestors.get(otherLogId);
    return upTo == null ? OptionalLong.empty() : OptionalLong.of(upTo);
  }

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(Long.BYTES + ancestors.size() * 2 * Long.BYTES);
    out.putLong(logId);
    ancestors.forEach((id, upTo) -> out.putLong(id).putLong(upTo));
    return out.array();
  }

  static LogIdentity decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long logId = in.getLong();
    Map<Long, Long> ancestors = new HashMap<>();
    while (in.hasRemaining()) {
      ancestors.put(in.getLong(), in.getLong());
    }
    return new LogIdentity(logId, Map.copyOf(ancestors));
  }
}
