package dev.voicemedia.gateway.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bounded queue in which sources take turns. When it is full, whoever has most in it gives up its
 * newest, so that one source cannot keep the others out. Not safe for use by several threads.
 *
 * @param <S> sources, by their equality
 * @param <E> what is queued
 */
public final class FairQueue<S, E> {
  private final int places;
  private final long maxBytes;

  /** The first source is the next to have its turn. */
  private final Map<S, Deque<Place<E>>> queues = new LinkedHashMap<>();

  private int size;
  private long bytes;

  /**
   * @param places for elements of all sources together
   * @param maxBytes of all of them together
   */
  public FairQueue(int places, long maxBytes) {
    this.places = places;
    this.maxBytes = maxBytes;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Adds an element; returns what there is no room for, which may be that one. */
  public Optional<E> add(E element, S source, int elementBytes) {
    Deque<Place<E>> own = queues.computeIfAbsent(source, unused -> new ArrayDeque<>());
    own.add(new Place<>(element, elementBytes));
    size++;
    bytes += elementBytes;
    return size > places || bytes > maxBytes ? Optional.of(giveUp(source)) : Optional.empty();
  }

  /** Removes the next source's oldest element; there must be one. */
  public E remove() {
    Iterator<Map.Entry<S, Deque<Place<E>>>> first = queues.entrySet().iterator();
    Map.Entry<S, Deque<Place<E>>> turn = first.next();
    S source = turn.getKey();
    Deque<Place<E>> queue = turn.getValue();
    first.remove();
    Place<E> place = queue.remove();
    if (!queue.isEmpty()) {
      queues.put(source, queue); // behind the others
    }
    size--;
    bytes -= place.bytes();
    return place.element();
  }

  /** Of those who have most, the newcomer's source first. */
  private E giveUp(S newcomer) {
    S most = newcomer;
    for (Map.Entry<S, Deque<Place<E>>> each : queues.entrySet()) {
      if (each.getValue().size() > sizeOf(most)) {
        most = each.getKey();
      }
    }
    Deque<Place<E>> queue = queues.getOrDefault(most, new ArrayDeque<>());
    Place<E> place = queue.removeLast();
    if (queue.isEmpty()) {
      queues.remove(most);
    }
    size--;
    bytes -= place.bytes();
    return place.element();
  }

  private int sizeOf(S source) {
    Deque<Place<E>> queue = queues.get(source);
    return queue == null ? 0 : queue.size();
  }

  private record Place<E>(E element, int bytes) {}
}
