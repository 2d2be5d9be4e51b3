package dev.voicemedia.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one version of the access file says. */
final class AccessRules {
  private static final int MAX_REMEMBERED = 10_000;

  private final Openness health;
  private final Openness reflection;
  private final Map<TokenHash, TokenEntry> tokens;
  private final Map<CertificateName, Caller> certificates;
  private final Map<String, JwtIssuer> issuers;
  private final Map<JwtSubject, Caller> subjects;

  /** JWTs that were valid: a signature takes many times longer to check than a hash. */
  private final Cache<TokenHash, JwtIssuer.Subject> verified =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /** Callers by certificate, as a connection presents the same object with every call. */
  private final Cache<X509Certificate, Set<Caller>> known =
      Caffeine.newBuilder().weakKeys().build();

  /**
   * @param issuers by the claim {@code iss}
   */
  AccessRules(
      Openness health,
      Openness reflection,
      Map<TokenHash, TokenEntry> tokens,
      Map<CertificateName, Caller> certificates,
      Map<String, JwtIssuer> issuers,
      Map<JwtSubject, Caller> subjects) {
    this.health = health;
    this.reflection = reflection;
    this.tokens = Map.copyOf(tokens);
    this.certificates = Map.copyOf(certificates);
    this.issuers = Map.copyOf(issuers);
    this.subjects = Map.copyOf(subjects);
  }

  Openness health() {
    return health;
  }

  Openness reflection() {
    return reflection;
  }

  /** Whether it takes a signature's check to find out who presents this. */
  boolean isCostly(Presented presented) {
    return presented instanceof Presented.Jwt jwt
        && verified.getIfPresent(TokenHash.of(jwt.text())) == null;
  }

  Principal identify(Presented presented, Instant now) throws AccessRefusedException {
    Principal principal = principal(presented, now);
    if (!now.isBefore(principal.validUntil())) {
      throw AccessRefusedException.of(Refusal.EXPIRED);
    }
    return principal;
  }

  private Principal principal(Presented presented, Instant now) throws AccessRefusedException {
    if (presented instanceof Presented.Token token) {
      TokenEntry entry = found(tokens.get(token.hash()), Refusal.UNKNOWN_TOKEN);
      return new Principal(entry.caller(), presented, entry.expires());
    } else if (presented instanceof Presented.Jwt jwt) {
      JwtIssuer.Subject subject = subjectOf(jwt, now);
      Caller caller =
          found(
              subjects.get(new JwtSubject(subject.issuer(), subject.subject())),
              Refusal.UNKNOWN_SUBJECT);
      return new Principal(caller, presented, subject.validUntil());
    } else if (presented instanceof Presented.Certificate certificate) {
      X509Certificate leaf = certificate.leaf();
      return new Principal(callerOf(leaf), presented, leaf.getNotAfter().toInstant());
    }
    throw AccessRefusedException.of(Refusal.NO_CREDENTIALS);
  }

  private JwtIssuer.Subject subjectOf(Presented.Jwt jwt, Instant now)
      throws AccessRefusedException {
    TokenHash hash = TokenHash.of(jwt.text());
    JwtIssuer.Subject known = verified.getIfPresent(hash);
    if (known != null && now.isBefore(known.validUntil())) {
      return known;
    }
    JwtIssuer.Subject subject =
        JwtIssuer.claimedBy(jwt)
            .map(issuers::get)
            .flatMap(issuer -> issuer.verify(jwt))
            .orElseThrow(() -> AccessRefusedException.of(Refusal.INVALID_JWT));
    verified.put(hash, subject);
    return subject;
  }

  private Caller callerOf(X509Certificate leaf) throws AccessRefusedException {
    Set<Caller> callers = known.get(leaf, this::callersOf);
    if (callers.size() > 1) {
      throw AccessRefusedException.of(Refusal.AMBIGUOUS_CERTIFICATE);
    }
    return callers.stream()
        .findFirst()
        .orElseThrow(() -> AccessRefusedException.of(Refusal.UNKNOWN_CERTIFICATE));
  }

  private Set<Caller> callersOf(X509Certificate leaf) {
    Set<Caller> callers = new HashSet<>();
    CertificateName.of(leaf)
        .forEach(name -> Optional.ofNullable(certificates.get(name)).ifPresent(callers::add));
    return callers;
  }

  private static <T> T found(@Nullable T value, Refusal otherwise) throws AccessRefusedException {
    if (value == null) {
      throw AccessRefusedException.of(otherwise);
    }
    return value;
  }

  /** Who may use health or reflection. */
  enum Openness {
    /** Anyone. */
    OPEN,
    /** Any caller that the file knows. */
    IDENTIFIED,
    /** Nobody. */
    OFF
  }

  /**
   * A token's caller.
   *
   * @param expires {@link Instant#MAX} if it does not
   */
  record TokenEntry(Caller caller, Instant expires) {}

  /**
   * Subject of an issuer's tokens.
   *
   * @param issuer its name in the file
   */
  record JwtSubject(String issuer, String subject) {}
}
