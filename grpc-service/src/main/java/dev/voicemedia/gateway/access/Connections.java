package dev.voicemedia.gateway.access;

import java.util.Optional;
import java.util.Set;

/**
 * Connections of the account that a caller may see and act on.
 *
 * @param only ids of these; empty if there is no such limit
 */
public record Connections(Optional<Set<String>> only) {
  public static final Connections ALL = new Connections(Optional.empty());

  public Connections {
    only = only.map(Set::copyOf);
  }

  static Connections only(Set<String> ids) {
    return new Connections(Optional.of(ids));
  }

  /** Whether there is no limit. */
  public boolean isAll() {
    return only.isEmpty();
  }

  /**
   * Whether this is one of them.
   *
   * @param connectionId empty for what belongs to no connection, which only {@link #ALL} includes
   */
  public boolean include(String connectionId) {
    return only.map(ids -> ids.contains(connectionId)).orElse(true);
  }

  /** Whether these include all of the others. */
  boolean include(Connections others) {
    return only.isEmpty() || others.only().map(ids -> only.get().containsAll(ids)).orElse(false);
  }
}
