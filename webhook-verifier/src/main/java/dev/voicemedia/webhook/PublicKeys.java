package dev.voicemedia.webhook;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Where a verifier's keys come from. */
@FunctionalInterface
interface PublicKeys {

  /** Returns the keys to try, in order; never empty. Never fails once it has been made. */
  List<TelnyxPublicKey> current();

  /** Keys that never change. */
  static PublicKeys fixed(Collection<TelnyxPublicKey> keys) {
    List<TelnyxPublicKey> distinct = distinct(keys);
    return () -> distinct;
  }

  /** An unmodifiable list without repetitions, in the given order. */
  static List<TelnyxPublicKey> distinct(Collection<TelnyxPublicKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("public keys: expected at least one, got none");
    }
    return List.copyOf(new LinkedHashSet<>(keys));
  }
}
