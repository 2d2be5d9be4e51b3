package dev.voicemedia.gateway.calls;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The latest value of each key, for the keys whose values happened last. It is the same in
 * whichever order values are offered: a key only gives way to as many that are later, for good.
 */
final class LatestByKey<K, V> {
  private static final int MAX_KEYS = 100;

  private final Map<K, Stamped<V>> values = new HashMap<>();

  void offer(K key, Stamp at, V value) {
    values.merge(key, new Stamped<>(at, value), LatestByKey::later);
    if (values.size() > MAX_KEYS) {
      values.remove(Collections.min(values.entrySet(), Map.Entry.comparingByValue()).getKey());
    }
  }

  /** When the latest value of a key happened; empty if there is none. */
  Optional<Stamp> stampOf(K key) {
    return Optional.ofNullable(values.get(key)).map(Stamped::stamp);
  }

  /** Keys and values, in the order in which they happened. */
  List<Map.Entry<K, Stamped<V>>> inOrder() {
    return values.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
  }

  private static <V> Stamped<V> later(Stamped<V> one, Stamped<V> other) {
    return other.compareTo(one) > 0 ? other : one;
  }

  /** A value, and when it happened. */
  record Stamped<V>(Stamp stamp, V value) implements Comparable<Stamped<V>> {
    private static final Comparator<Stamped<?>> ORDER = Comparator.comparing(Stamped::stamp);

    @Override
    public int compareTo(Stamped<V> other) {
      return ORDER.compare(this, other);
    }
  }
}
