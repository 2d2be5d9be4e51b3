package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.access.Principal;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Who has made the call that is being served. A thread that serves no call, or has left its context
 * behind, has nobody's rights: it must be given what the caller may see.
 */
final class Callers {
  private static final Context.Key<Principal> CALLER =
      Context.keyWithDefault("caller", Principal.NOBODY);

  private Callers() {}

  /** Of the call in whose context this runs. */
  static Principal current() {
    return CALLER.get();
  }

  /** The context of a call that somebody makes. */
  static Context contextOf(Principal principal) {
    return Context.current().withValue(CALLER, principal);
  }

  /** Lets everybody do everything, in place of access control. */
  static ServerInterceptor everybody() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return Contexts.interceptCall(contextOf(Principal.ANYONE), call, headers, next);
      }
    };
  }
}
