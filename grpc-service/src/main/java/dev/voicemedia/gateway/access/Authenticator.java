package dev.voicemedia.gateway.access;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out who calls, whatever the call came by. An Authorization header decides alone: if it is
 * wrong, a good certificate does not help, and what the two are allowed is never added up.
 */
public final class Authenticator {
  private static final String BEARER = "bearer ";

  private final Supplier<Optional<AccessRules>> rules;
  private final InstantSource clock;

  /**
   * @param rules in force now; empty if anyone may do everything
   */
  Authenticator(Supplier<Optional<AccessRules>> rules, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Who calls.
   *
   * @param authorization values of all Authorization headers
   * @param chain certificates of the peer, its own first, which a handshake has verified; empty
   *     without
   * @throws AccessRefusedException of the kind UNAUTHENTICATED
   */
  public Principal authenticate(Iterable<String> authorization, List<X509Certificate> chain)
      throws AccessRefusedException {
    Optional<AccessRules> now = rules.get();
    return now.isEmpty()
        ? Principal.ANYONE
        : now.get().identify(presented(authorization, chain), clock.instant());
  }

  static Presented presented(Iterable<String> authorization, List<X509Certificate> chain)
      throws AccessRefusedException {
    Iterator<String> headers = authorization.iterator();
    if (!headers.hasNext()) {
      return chain.isEmpty() ? new Presented.Nothing() : new Presented.Certificate(chain.get(0));
    }
    String header = headers.next();
    if (headers.hasNext()
        || header.length() <= BEARER.length()
        || !header.substring(0, BEARER.length()).toLowerCase(Locale.ROOT).equals(BEARER)) {
      throw AccessRefusedException.of(Refusal.MALFORMED_HEADER);
    }
    String token = header.substring(BEARER.length()).strip();
    return token.indexOf('.') < 0
        ? new Presented.Token(TokenHash.of(token))
        : new Presented.Jwt(token);
  }
}
