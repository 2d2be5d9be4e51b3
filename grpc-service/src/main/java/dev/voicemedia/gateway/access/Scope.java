package dev.voicemedia.gateway.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A group of methods that a caller can be allowed together. */
public enum Scope {
  /** Media actions on calls. */
  ACTIONS,
  /** The event feed, and lists of stored events. */
  EVENTS,
  /** Control of calls, such as answering and hanging up. */
  CONTROL,
  /** New calls. */
  DIAL,
  /** Any command of the vendor's, by name. */
  COMMANDS,
  /** The operator's work. */
  OPERATE;

  /** Word for it in the access file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Scope> of(String label) {
    return Arrays.stream(values()).filter(scope -> scope.label().equals(label)).findFirst();
  }
}
