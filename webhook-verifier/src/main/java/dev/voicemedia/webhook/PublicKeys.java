package dev.voicemedia.webhook;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Source of a verifier's keys. */
@FunctionalInterface
interface PublicKeys {

  /** Returns the keys to try, in order; never empty. Never fails after construction. */
  List<TelnyxPublicKey> current();

  /** Returns a source of keys that never change. */
  static PublicKeys fixed(Collection<TelnyxPublicKey> keys) {
    List<TelnyxPublicKey> distinct = distinct(keys);
    return () -> distinct;
  }

  /** Returns an unmodifiable list without repetitions, in the given order. */
  static List<TelnyxPublicKey> distinct(Collection<TelnyxPublicKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("public keys: expected at least one, got none");
    }
    return List.copyOf(new LinkedHashSet<>(keys));
  }
}
