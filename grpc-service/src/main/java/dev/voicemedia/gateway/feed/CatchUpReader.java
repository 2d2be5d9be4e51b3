package dev.voicemedia.gateway.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads events for subscriptions that catch up: recent ones from the ring buffer, older ones from
 * the log in blocks at fixed positions, so that subscriptions which lag together read each block
 * once. Of a block of large events only the first {@code BLOCK_BYTES} are shared; each subscription
 * reads the rest itself.
 */
final class CatchUpReader {
  private static final int BLOCK_EVENTS = 128;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final long CACHED_BYTES = 32L << 20;

  /** Weight of an event in the cache, beside its bytes. */
  private static final int EVENT_OVERHEAD_BYTES = 200;

  private final EventLog log;
  private final EventRingBuffer recent;
  private final AtomicInteger readers = new AtomicInteger();
  private final Cache<Long, List<Delivery>> blocks =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((Long number, List<Delivery> block) -> weightOf(block))
          .executor(Runnable::run)
          .build();

  CatchUpReader(EventLog log, EventRingBuffer recent) {
    this.log = log;
    this.recent = recent;
  }

  /**
   * Reads some events after a position, oldest first; none at the log's head. The first one does
   * not follow the position directly if retention has removed what was there.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  List<Delivery> after(long position) {
    if (position < log.earliest()) {
      return read(position, BLOCK_EVENTS); // expired events are gone, even if memory holds them
    }
    Optional<List<Delivery>> inMemory = recent.after(position, BLOCK_EVENTS);
    if (inMemory.isPresent()) {
      return inMemory.get();
    }
    if (readers.get() > 1) {
      List<Delivery> rest = restOf(block(position / BLOCK_EVENTS), position);
      if (!rest.isEmpty()) {
        return rest;
      }
    }
    return read(position, BLOCK_EVENTS);
  }

  /** Holds nothing any more that was read from the log. */
  void forget() {
    blocks.invalidateAll();
  }

  /** Counts one more subscription that reads. What one reads alone is not cached. */
  void begin() {
    readers.incrementAndGet();
  }

  /** Counts one subscription less. */
  void end() {
    readers.decrementAndGet();
  }

  private List<Delivery> block(long number) {
    long before = number * BLOCK_EVENTS;
    if (before < log.earliest() || before + BLOCK_EVENTS > log.head()) {
      return List.of(); // it is losing events, or still getting some
    }
    try {
      return blocks.get(number, key -> upTo(before + BLOCK_EVENTS, read(before, BLOCK_EVENTS)));
    } catch (EventLogException e) {
      return List.of(); // what is wanted may be readable all the same
    }
  }

  private List<Delivery> read(long position, int maxEvents) {
    List<LogEntry> entries = log.read(position, maxEvents, BLOCK_BYTES);
    List<Delivery> events = new ArrayList<>(entries.size());
    for (LogEntry entry : entries) {
      events.add(new Delivery(log.cursorAt(entry.position()), entry));
    }
    return events;
  }

  /** Those up to a position. */
  private static List<Delivery> upTo(long position, List<Delivery> events) {
    return events.stream().filter(event -> event.position() <= position).toList();
  }

  /** The part of a block after a position. */
  private static List<Delivery> restOf(List<Delivery> block, long position) {
    int taken = 0;
    while (taken < block.size() && block.get(taken).position() <= position) {
      taken++;
    }
    return block.subList(taken, block.size());
  }

  private static int weightOf(List<Delivery> block) {
    int weight = 0;
    for (Delivery event : block) {
      weight += event.bytes() + EVENT_OVERHEAD_BYTES;
    }
    return weight;
  }
}
