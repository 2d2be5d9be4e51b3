package dev.voicemedia.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.voicemedia.gateway.testing.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JWTs as an issuer signs them, and as it would not. */
class JwtTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final String ISSUER = "https://cluster";
  private static final String SUBJECT = "system:serviceaccount:data:reports";

  private final ManualClock clock = new ManualClock(NOW);
  private ECKey key;
  private Authenticator authenticator;

  @TempDir Path folder;

  @BeforeEach
  void trustTheIssuer() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    write("jwks.json", new JWKSet(key.toPublicJWK()).toString());
    Path file =
        write(
            "access.yaml",
            """
            version: 1
            issuers:
              - {name: cluster, issuer: "%s", audience: voicemedia, jwks_file: jwks.json,
                 algorithms: [ES256]}
            callers:
              - name: reports
                credentials: [{jwt: {issuer: cluster, subject: "%s"}}]
                allow: [events]
            """
                .formatted(ISSUER, SUBJECT));
    AccessRules rules = AccessFile.read(file, clock);
    authenticator = new Authenticator(() -> Optional.of(rules), clock);
  }

  @Test
  void aValidOneIsItsSubjectsUntilItEnds() throws Exception {
    String jwt = signed(claims -> claims);

    Principal principal = authenticate(jwt);

    assertThat(principal.caller().name()).isEqualTo("reports");
    assertThat(principal.validUntil()).isEqualTo(NOW.plusSeconds(600 + 60));
    clock.set(NOW.plusSeconds(659));
    assertThat(authenticate(jwt).caller().name()).isEqualTo("reports");
    clock.set(NOW.plusSeconds(661));
    assertRefused(jwt, Refusal.INVALID_JWT);
  }

  @Test
  void whatItClaimsHasToBeExact() throws Exception {
    assertRefused(signed(c -> c.issuer("https://other")), Refusal.INVALID_JWT);
    assertRefused(signed(c -> c.issuer(null)), Refusal.INVALID_JWT);
    assertRefused(signed(c -> c.audience("other")), Refusal.INVALID_JWT);
    assertRefused(signed(c -> c.audience("voicemedia2")), Refusal.INVALID_JWT);
    assertRefused(signed(c -> c.audience(List.of("voicemedia", "o"))), Refusal.INVALID_JWT);
    assertRefused(signed(c -> c.audience((String) null)), Refusal.INVALID_JWT);
    assertRefused(signed(c -> c.expirationTime(null)), Refusal.INVALID_JWT);
    assertRefused(
        signed(c -> c.expirationTime(Date.from(NOW.minusSeconds(61)))), Refusal.INVALID_JWT);
    assertRefused(
        signed(c -> c.notBeforeTime(Date.from(NOW.plusSeconds(61)))), Refusal.INVALID_JWT);
    assertRefused(signed(c -> c.subject("somebody")), Refusal.UNKNOWN_SUBJECT);
    assertThat(authenticate(signed(c -> c.notBeforeTime(Date.from(NOW.plusSeconds(59))))))
        .isNotNull();
  }

  @Test
  void itsClaimsGrantNothing() throws Exception {
    String greedy = signed(c -> c.claim("scope", "actions operate").claim("allow", "actions"));

    assertThat(authenticate(greedy).caller().scopes()).containsExactly(Scope.EVENTS);
  }

  @Test
  void onlyTheIssuersKeysAndAlgorithmsCount() throws Exception {
    JWTClaimsSet claims = claims().build();
    ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    SignedJWT forged = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
    forged.sign(new ECDSASigner(stranger));
    SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    hmac.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(UTF_8)));
    String good = signed(c -> c);

    assertRefused(forged.serialize(), Refusal.INVALID_JWT);
    assertRefused(hmac.serialize(), Refusal.INVALID_JWT);
    assertRefused(new PlainJWT(claims).serialize(), Refusal.INVALID_JWT);
    assertRefused(good.substring(0, good.length() - 4) + "AAAA", Refusal.INVALID_JWT);
    assertRefused("a.b.c", Refusal.INVALID_JWT);
    assertRefused("..", Refusal.INVALID_JWT);
  }

  @Test
  void aHeaderDecidesEvenBesideNothingElse() {
    assertThatThrownBy(() -> authenticator.authenticate(List.of(), List.of()))
        .hasMessage(Refusal.NO_CREDENTIALS.text());
    assertThatThrownBy(() -> authenticator.authenticate(List.of("Bearer vm_nobody"), List.of()))
        .hasMessage(Refusal.UNKNOWN_TOKEN.text());
  }

  private Principal authenticate(String jwt) throws AccessRefusedException {
    return authenticator.authenticate(List.of("Bearer " + jwt), List.of());
  }

  private void assertRefused(String jwt, Refusal refusal) {
    assertThatThrownBy(() -> authenticate(jwt))
        .isInstanceOf(AccessRefusedException.class)
        .hasMessage(refusal.text());
  }

  private String signed(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
            change.apply(claims()).build());
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject(SUBJECT)
        .audience("voicemedia")
        .expirationTime(Date.from(NOW.plusSeconds(600)));
  }

  private Path write(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }
}
