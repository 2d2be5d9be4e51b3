package dev.voicemedia.gateway.calls;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value of what happened last: the same in whichever order, and how often, it is offered. */
final class Latest<T> {
  private @Nullable Stamp stamp;
  private @Nullable T value;

  void offer(Stamp at, T candidate) {
    if (stamp == null || at.compareTo(stamp) > 0) {
      stamp = at;
      value = candidate;
    }
  }

  /** As {@link #offer}, if there is something to offer. */
  void offerIf(boolean present, Stamp at, T candidate) {
    if (present) {
      offer(at, candidate);
    }
  }

  Optional<T> get() {
    return Optional.ofNullable(value);
  }

  /** When it happened; empty if nothing has been offered. */
  Optional<Stamp> stamp() {
    return Optional.ofNullable(stamp);
  }
}
