package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.access.Principal;
import io.grpc.Context;

/** Who has made the call that is being served. */
final class Callers {
  private static final Context.Key<Principal> CALLER =
      Context.keyWithDefault("caller", Principal.ANYONE);

  private Callers() {}

  /** Of the call in whose context this runs. */
  static Principal current() {
    return CALLER.get();
  }

  /** The context of a call that somebody makes. */
  static Context contextOf(Principal principal) {
    return Context.current().withValue(CALLER, principal);
  }
}
