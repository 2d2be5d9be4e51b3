package dev.voicemedia.gateway.waits;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one command causes: a piece of speech, whose events have an id in common, or one event where
 * nothing says which belong together.
 *
 * @param start null if it is not known, or not a part of this
 * @param end the same
 */
record Item(@Nullable LegEvent start, @Nullable LegEvent end) {
  /** Pieces of speech by their ids; nothing if some speech has no id. */
  static Optional<List<Item>> pieces(List<LegEvent> events) {
    Map<String, Item> pieces = new LinkedHashMap<>();
    for (LegEvent event : events) {
      if (event.speakId().isEmpty()) {
        return Optional.empty();
      }
      pieces.merge(event.speakId(), of(event), Item::with);
    }
    return Optional.of(List.copyOf(pieces.values()));
  }

  /** An item for each event of a phase. */
  static List<Item> each(List<LegEvent> events, LegEvent.Phase phase) {
    return events.stream().filter(event -> event.phase() == phase).map(Item::of).toList();
  }

  /** Position of its first event in the log. */
  long position() {
    return events().stream().mapToLong(LegEvent::position).min().orElseThrow();
  }

  /** When it happened by the vendor's clock; null if that is not known. */
  @Nullable Instant time() {
    return events().get(0).occurredAt();
  }

  /** What it consists of, the start first. */
  List<LegEvent> events() {
    List<LegEvent> events = new ArrayList<>(2);
    if (start != null) {
      events.add(start);
    }
    if (end != null) {
      events.add(end);
    }
    return events;
  }

  private static Item of(LegEvent event) {
    return event.phase() == LegEvent.Phase.STARTED ? new Item(event, null) : new Item(null, event);
  }

  /** The first event of each phase counts: there is no second one. */
  private Item with(Item other) {
    return new Item(start == null ? other.start : start, end == null ? other.end : end);
  }
}
