package dev.voicemedia.gateway.edge;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the form of server-sent events, for all streams that are sent the same: turning one
 * into JSON costs ten times what sending it does. The latest ones are kept, each in the place that
 * its bytes lead to; a stream that comes later makes its own.
 */
final class SharedEvents {
  private static final int PLACES = 128;

  /** Of a message: with all places taken, they hold some 5 MiB. */
  private static final int MAX_BYTES = 16 << 10;

  private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);

  /**
   * @param message an encoded SubscribeResponse
   */
  byte[] eventOf(byte[] message) {
    if (message.length > MAX_BYTES) {
      return ServerSentEvent.of(message);
    }
    int place = Math.floorMod(Arrays.hashCode(message), PLACES);
    Entry there = places.get(place);
    if (there != null && Arrays.equals(there.message, message)) {
      return there.event;
    }
    byte[] event = ServerSentEvent.of(message);
    places.set(place, new Entry(message, event));
    return event;
  }

  /** Nobody changes either. */
  private static final class Entry {
    final byte[] message;
    final byte[] event;

    Entry(byte[] message, byte[] event) {
      this.message = message;
      this.event = event;
    }
  }
}
