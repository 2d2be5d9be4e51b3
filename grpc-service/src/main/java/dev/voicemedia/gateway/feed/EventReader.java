package dev.voicemedia.gateway.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.EventLogException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads events for subscriptions that are behind: those of late from memory, older ones by blocks
 * that lie at fixed places, so that subscriptions which lag together read each block once. Of a
 * block of large events that holds for its first {@code BLOCK_BYTES}; each reads the rest itself.
 */
final class EventReader {
  private static final int BLOCK_EVENTS = 128;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final long CACHED_BYTES = 32L << 20;

  /** What a block weighs beside its events' bytes. */
  private static final int EVENT_OVERHEAD_BYTES = 200;

  private final EventLog log;
  private final RecentEvents recent;
  private final AtomicInteger readers = new AtomicInteger();
  private final Cache<Long, List<FeedEvent>> blocks =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((Long number, List<FeedEvent> block) -> weightOf(block))
          .executor(Runnable::run)
          .build();

  EventReader(EventLog log, RecentEvents recent) {
    this.log = log;
    this.recent = recent;
  }

  /**
   * Some events behind a position, oldest first; none at the log's head. The first one comes not
   * directly behind it if retention has removed what was there.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  List<FeedEvent> after(long position) {
    if (position < log.earliest()) {
      return read(position, BLOCK_EVENTS); // what is gone is gone, also where memory still has it
    }
    Optional<List<FeedEvent>> inMemory = recent.after(position, BLOCK_EVENTS);
    if (inMemory.isPresent()) {
      return inMemory.get();
    }
    if (readers.get() > 1) {
      List<FeedEvent> rest = restOf(block(position / BLOCK_EVENTS), position);
      if (!rest.isEmpty()) {
        return rest;
      }
    }
    return read(position, BLOCK_EVENTS);
  }

  /** One more subscription reads. What one reads alone is not kept. */
  void begin() {
    readers.incrementAndGet();
  }

  /** One subscription less reads. */
  void end() {
    readers.decrementAndGet();
  }

  private List<FeedEvent> block(long number) {
    long before = number * BLOCK_EVENTS;
    if (before < log.earliest() || before + BLOCK_EVENTS > log.head()) {
      return List.of(); // it is losing events, or still getting some
    }
    try {
      return blocks.get(number, key -> read(before, BLOCK_EVENTS));
    } catch (EventLogException e) {
      return List.of(); // what is wanted may be readable all the same
    }
  }

  private List<FeedEvent> read(long position, int maxEvents) {
    List<LogEntry> entries = log.read(position, maxEvents, BLOCK_BYTES);
    List<FeedEvent> events = new ArrayList<>(entries.size());
    for (LogEntry entry : entries) {
      events.add(new FeedEvent(log.logId(), entry));
    }
    return events;
  }

  /** Nothing if it does not go on directly behind the position. */
  private static List<FeedEvent> restOf(List<FeedEvent> block, long position) {
    if (block.isEmpty() || block.get(0).position() > position + 1) {
      return List.of();
    }
    int taken = (int) (position + 1 - block.get(0).position());
    return block.subList(Math.min(taken, block.size()), block.size());
  }

  private static int weightOf(List<FeedEvent> block) {
    int weight = 0;
    for (FeedEvent event : block) {
      weight += event.bytes() + EVENT_OVERHEAD_BYTES;
    }
    return weight;
  }
}
