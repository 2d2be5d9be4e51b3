package dev.voicemedia.openapi.drift;

import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The part of a document that matters here.
 *
 * @param operations by method and path, the names of path parameters left out
 * @param events by event type
 */
record Surface(SortedMap<String, Subject> operations, SortedMap<String, Subject> events) {

  /**
   * What to look at in another document: all that is here, and what is new in the same families (
   * {@code playback_…} beside {@code playback_start}, {@code call.speak.…} beside {@code
   * call.speak.ended}).
   */
  Scope scope() {
    return new Scope(
        operations.keySet(),
        operations.keySet().stream()
            .map(key -> key.replaceFirst("_[^_/]*$", "") + "_")
            .collect(Collectors.toSet()),
        events.keySet(),
        events.keySet().stream()
            .filter(type -> type.indexOf('.') != type.lastIndexOf('.'))
            .map(type -> type.replaceFirst("^([^.]+\\.[^.]+\\.).*", "$1"))
            .collect(Collectors.toSet()));
  }

  /** Which operations and events of a document to read. */
  record Scope(
      Set<String> operations,
      Set<String> operationFamilies,
      Set<String> events,
      Set<String> eventFamilies) {

    static final Scope ALL = new Scope(Set.of(), Set.of(""), Set.of(), Set.of(""));

    boolean hasOperation(String key) {
      return operations.contains(key) || operationFamilies.stream().anyMatch(key::startsWith);
    }

    boolean hasEvent(String type) {
      return events.contains(type) || eventFamilies.stream().anyMatch(type::startsWith);
    }
  }
}
