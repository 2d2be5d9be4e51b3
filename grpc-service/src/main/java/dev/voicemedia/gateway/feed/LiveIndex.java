package dev.voicemedia.gateway.feed;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.Share;
import dev.voicemedia.gateway.feed.FeedMessage.Delivery;
import dev.voicemedia.v1.EventFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Index of live subscriptions' queues by what they wait for, so that the fan-out of an event looks
 * only at those that it may concern. Each is filed under the narrowest field that its filter names:
 * a call, leg or session; else its share; else connection and type together. Not safe for use by
 * several threads.
 */
final class LiveIndex {
  private static final String ANY = "";

  /** Longest type that a filter may name. */
  private static final int MAX_TYPE_CHARS = 128;

  private static final Key EVERYTHING = new Key(Field.CONNECTION_AND_TYPE, ANY, ANY);

  private final Map<Key, Set<LiveQueue>> byKey = new HashMap<>();

  /** The numbers that the log is divided by, each with how many queues it is divided among. */
  private final Map<Integer, Integer> shareCounts = new HashMap<>();

  void add(LiveQueue queue) {
    filedBy(queue).ifPresent(share -> shareCounts.merge(share.count(), 1, Integer::sum));
    for (Key key : keysOf(queue.matcher())) {
      byKey.computeIfAbsent(key, unused -> new HashSet<>(4)).add(queue);
    }
  }

  void remove(LiveQueue queue) {
    filedBy(queue)
        .ifPresent(
            share ->
                shareCounts.computeIfPresent(
                    share.count(), (unused, queues) -> queues == 1 ? null : queues - 1));
    for (Key key : keysOf(queue.matcher())) {
      byKey.computeIfPresent(
          key,
          (unused, filed) -> {
            filed.remove(queue);
            return filed.isEmpty() ? null : filed;
          });
    }
  }

  /** Calls for each queue that may match; for one with several types perhaps repeatedly. */
  void forCandidates(Delivery event, Consumer<LiveQueue> action) {
    Set<LiveQueue> unfiltered = byKey.getOrDefault(EVERYTHING, Set.of());
    unfiltered.forEach(action);
    if (byKey.size() == (unfiltered.isEmpty() ? 0 : 1)) {
      return; // no other: the event need not be looked into
    }
    EventHeader header = event.header();
    find(Field.CALL, header.callControlId(), ANY, action);
    find(Field.LEG, header.callLegId(), ANY, action);
    find(Field.SESSION, header.callSessionId(), ANY, action);
    for (int count : shareCounts.keySet()) {
      find(Field.SHARE, Share.of(header, count).toString(), ANY, action);
    }
    String connection = header.connectionId();
    find(Field.CONNECTION_AND_TYPE, connection, ANY, action);
    String type = header.eventType();
    for (int dot = type.indexOf('.'); isPrefix(dot); dot = type.indexOf('.', dot + 1)) {
      findType(connection, type.substring(0, dot + 1), action);
    }
    findType(connection, type, action);
  }

  private void findType(String connection, String type, Consumer<LiveQueue> action) {
    if (!type.isEmpty()) {
      find(Field.CONNECTION_AND_TYPE, connection, type, action);
      byKey.getOrDefault(new Key(Field.CONNECTION_AND_TYPE, ANY, type), Set.of()).forEach(action);
    }
  }

  private void find(Field field, String id, String type, Consumer<LiveQueue> action) {
    if (!id.isEmpty()) {
      byKey.getOrDefault(new Key(field, id, type), Set.of()).forEach(action);
    }
  }

  private static boolean isPrefix(int dot) {
    return dot >= 0 && dot < MAX_TYPE_CHARS;
  }

  /** The share that a queue is filed under; empty if it is filed under something narrower. */
  private static Optional<Share> filedBy(LiveQueue queue) {
    return queue
        .matcher()
        .share()
        .filter(unused -> keysOf(queue.matcher()).get(0).field() == Field.SHARE);
  }

  private static List<Key> keysOf(EventMatcher matcher) {
    EventFilter filter = matcher.filter();
    if (!filter.getCallControlId().isEmpty()) {
      return List.of(new Key(Field.CALL, filter.getCallControlId(), ANY));
    } else if (!filter.getCallLegId().isEmpty()) {
      return List.of(new Key(Field.LEG, filter.getCallLegId(), ANY));
    } else if (!filter.getCallSessionId().isEmpty()) {
      return List.of(new Key(Field.SESSION, filter.getCallSessionId(), ANY));
    }
    Optional<Share> share = matcher.share();
    if (share.isPresent()) {
      return List.of(new Key(Field.SHARE, share.get().toString(), ANY));
    }
    List<String> types = new ArrayList<>(matcher.types());
    types.addAll(matcher.typePrefixes());
    if (types.isEmpty()) {
      types.add(ANY);
    }
    List<Key> keys = new ArrayList<>();
    for (String connection : matcher.connections().orElse(Set.of(ANY))) {
      types.forEach(type -> keys.add(new Key(Field.CONNECTION_AND_TYPE, connection, type)));
    }
    return keys;
  }

  private enum Field {
    CALL,
    LEG,
    SESSION,
    SHARE,
    CONNECTION_AND_TYPE
  }

  /**
   * @param id of the call, leg, session, share or connection
   * @param type exact, or a prefix that ends in a dot
   */
  private record Key(Field field, String id, String type) {}
}
