package dev.voicemedia.gateway.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many streams are open. */
final class StreamPlaces {
  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  StreamPlaces(int max) {
    this.max = max;
  }

  /**
   * Takes a place.
   *
   * @throws TooManyStreamsException if as many are open as may be
   */
  void take() throws TooManyStreamsException {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      throw new TooManyStreamsException(max);
    }
  }

  void giveBack() {
    open.decrementAndGet();
  }
}
