package dev.voicemedia.gateway.time;

/**
 * A clock that never goes back, whatever happens to the system's time. Its origin is arbitrary,
 * which is why it is no {@link java.time.InstantSource}.
 */
@FunctionalInterface
public interface MonotonicClock {
  Moment now();

  /** The JVM's own, {@link System#nanoTime}. */
  static MonotonicClock system() {
    // From zero, so that moments can be compared without regard to overflow.
    long origin = System.nanoTime();
    return () -> new Moment(System.nanoTime() - origin);
  }
}
