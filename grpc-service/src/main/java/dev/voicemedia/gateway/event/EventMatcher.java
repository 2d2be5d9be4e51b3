package dev.voicemedia.gateway.event;

import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.EventSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Test of events against a filter. */
public final class EventMatcher {
  private static final String ANY_BELOW = ".*";

  private final Set<String> types;
  private final List<String> typePrefixes;
  private final EventFilter filter;
  private final @Nullable Share share;
  private final Optional<Set<String>> connections;
  private final boolean matchesAll;

  private EventMatcher(
      Set<String> types,
      List<String> typePrefixes,
      EventFilter filter,
      Optional<Set<String>> connections) {
    this.types = types;
    this.typePrefixes = typePrefixes;
    this.filter = filter;
    this.share = Share.of(filter).orElse(null);
    this.connections = connections;
    this.matchesAll = connections.isEmpty() && filter.equals(EventFilter.getDefaultInstance());
  }

  /** A matcher for a valid filter; the default instance matches everything. */
  public static EventMatcher of(EventFilter filter) {
    Set<String> types = new HashSet<>(filter.getEventTypesList());
    List<String> prefixes =
        types.stream()
            .filter(type -> type.endsWith(ANY_BELOW))
            .map(type -> type.substring(0, type.length() - 1))
            .toList();
    types.removeIf(type -> type.endsWith(ANY_BELOW));
    return new EventMatcher(Set.copyOf(types), prefixes, filter, Optional.empty());
  }

  /** This one, for events of these connections only; of any, if empty. */
  public EventMatcher within(Optional<Set<String>> connectionIds) {
    return new EventMatcher(types, typePrefixes, filter, connectionIds.map(Set::copyOf));
  }

  /** The filter that this matches by. */
  public EventFilter filter() {
    return filter;
  }

  /** The share of the log that passes; empty for the whole log. */
  public Optional<Share> share() {
    return Optional.ofNullable(share);
  }

  /** The connections one of which an event has to have to pass; empty if it may have any. */
  public Optional<Set<String>> connections() {
    return filter.getConnectionId().isEmpty()
        ? connections
        : Optional.of(Set.of(filter.getConnectionId()));
  }

  /** Whether every event passes. */
  public boolean matchesAll() {
    return matchesAll;
  }

  /** The exact types, any of which passes; with no prefixes either, every type does. */
  public Set<String> types() {
    return types;
  }

  /** What the type of an event may begin with to pass; each ends in a dot. */
  public List<String> typePrefixes() {
    return typePrefixes;
  }

  public boolean matches(EventHeader event) {
    return matchesType(event.eventType())
        && connections.map(ids -> ids.contains(event.connectionId())).orElse(true)
        && matchesId(filter.getCallControlId(), event.callControlId())
        && matchesId(filter.getCallLegId(), event.callLegId())
        && matchesId(filter.getCallSessionId(), event.callSessionId())
        && matchesId(filter.getConnectionId(), event.connectionId())
        && matchesSource(event.source())
        && (share == null || share.has(event));
  }

  private boolean matchesType(String type) {
    return filter.getEventTypesCount() == 0
        || types.contains(type)
        || typePrefixes.stream().anyMatch(type::startsWith);
  }

  /** What has no source was stored before there was another than receiving. */
  private boolean matchesSource(EventSource source) {
    return filter.getSourcesCount() == 0
        || filter
            .getSourcesList()
            .contains(
                source == EventSource.EVENT_SOURCE_UNSPECIFIED
                    ? EventSource.EVENT_SOURCE_RECEIVED
                    : source);
  }

  private static boolean matchesId(String wanted, String actual) {
    return wanted.isEmpty() || wanted.equals(actual);
  }
}
