package dev.voicemedia.gateway.access;

import java.util.Set;

/**
 * A service that the gateway knows, and what it is allowed.
 *
 * @param name for logs; unique
 * @param scopes that it is allowed
 * @param methods full names of further methods that it is allowed
 */
public record Caller(
    String name, Set<Scope> scopes, Set<String> methods, Connections connections, Limits limits) {
  /** Whoever calls while the gateway knows nobody: may do everything. */
  public static final Caller ANYONE =
      new Caller("anonymous", Set.of(Scope.values()), Set.of(), Connections.ALL, Limits.UNLIMITED);

  static final Caller NOBODY =
      new Caller("nobody", Set.of(), Set.of(), Connections.only(Set.of()), Limits.UNLIMITED);

  public Caller {
    scopes = Set.copyOf(scopes);
    methods = Set.copyOf(methods);
  }

  /** Whether it may call a method that needs the scope. */
  public boolean mayCall(String method, Scope scope) {
    return scopes.contains(scope) || methods.contains(method);
  }
}
