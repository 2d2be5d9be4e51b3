package dev.voicemedia.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who issues signed tokens (JWT), and how they are verified: signature by one of its keys
 * with an algorithm that it may use, issuer, audience, and times. Claims say who it is, never what
 * that may do.
 */
final class JwtIssuer {
  /** By which the clocks of issuer and gateway may differ. */
  private static final int MAX_SKEW_SECONDS = 60;

  private final String name;
  private final String audience;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * @param name by which the access file's callers refer to it
   * @param issuer the claim {@code iss}
   * @param audience the claim {@code aud}, exactly
   */
  JwtIssuer(
      String name,
      String issuer,
      String audience,
      Set<JWSAlgorithm> algorithms,
      JWKSet keys,
      InstantSource clock) {
    this.name = name;
    this.audience = audience;
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(new HashSet<>(algorithms), new ImmutableJWKSet<>(keys)));
    processor.setJWTClaimsSetVerifier(new Claims(issuer, audience, clock));
  }

  /** The claim {@code iss} of a JWT, which nobody has verified; empty if it is no signed JWT. */
  static Optional<String> claimedBy(Presented.Jwt jwt) {
    try {
      return Optional.ofNullable(SignedJWT.parse(jwt.text()).getJWTClaimsSet())
          .map(JWTClaimsSet::getIssuer);
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /** Whom a JWT is about; empty if it is not valid. */
  Optional<Subject> verify(Presented.Jwt jwt) {
    try {
      JWTClaimsSet claims = processor.process(SignedJWT.parse(jwt.text()), null);
      if (!claims.getAudience().equals(List.of(audience))) {
        return Optional.empty();
      }
      Instant end = claims.getExpirationTime().toInstant().plusSeconds(MAX_SKEW_SECONDS);
      return Optional.of(new Subject(name, claims.getSubject(), end));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      return Optional.empty();
    }
  }

  /**
   * Whom a valid JWT is about.
   *
   * @param issuer name of the issuer in the access file
   * @param validUntil from when on it is no longer accepted
   */
  record Subject(String issuer, String subject, Instant validUntil) {}

  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final InstantSource clock;

    Claims(String issuer, String audience, InstantSource clock) {
      super(
          audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "aud", "exp"));
      this.clock = clock;
      setMaxClockSkew(MAX_SKEW_SECONDS);
    }

    @Override
    protected @Nullable Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
