package dev.voicemedia.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFileTest {
  private static final String HASH_A = "a".repeat(64);
  private static final String HASH_B = "b".repeat(64);
  private static final String JWKS =
      """
      {"keys": [{"kty": "EC", "crv": "P-256", "kid": "k",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
      """;
  private static final String WHOLE =
      """
      version: 1
      health: identified
      reflection: off
      issuers:
        - {name: cluster, issuer: "https://cluster", audience: voicemedia,
           jwks_file: jwks.json, algorithms: [RS256, ES256]}
      callers:
        - name: ivr
          credentials:
            - {token_sha256: "%s", expires: 2027-01-31T00:00:00Z}
            - {certificate: {uri: "spiffe://prod/voice/ivr"}}
            - {certificate: {dns: IVR.example.com}}
          allow: [actions, voicemedia.v1.WebhookEventsService/GetEvent]
          connections: ["1494404757140276705"]
          limits: {actions_per_second: 50, actions_at_once: 20, streams: 4}
        - name: reports
          credentials: [{jwt: {issuer: cluster, subject: "system:serviceaccount:data:reports"}}]
          allow: [events]
      """
          .formatted(HASH_A);

  private final ManualClock clock = new ManualClock(Instant.parse("2027-01-01T00:00:00Z"));

  @TempDir Path folder;

  @Test
  void everythingThatTheFileSaysIsRead() throws Exception {
    AccessRules rules = read(WHOLE);

    assertThat(rules.health()).isEqualTo(AccessRules.Openness.IDENTIFIED);
    assertThat(rules.reflection()).isEqualTo(AccessRules.Openness.OFF);
    Principal ivr = rules.identify(token(HASH_A), clock.instant());
    assertThat(ivr.validUntil()).isEqualTo(Instant.parse("2027-01-31T00:00:00Z"));
    assertThat(ivr.caller())
        .isEqualTo(
            new Caller(
                "ivr",
                Set.of(Scope.ACTIONS),
                Set.of("voicemedia.v1.WebhookEventsService/GetEvent"),
                Connections.only(Set.of("1494404757140276705")),
                new Limits(50, 20, 4)));
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    AccessRules rules = read(WHOLE);

    assertThatThrownBy(() -> rules.identify(token(HASH_A), Instant.parse("2027-01-31T00:00:00Z")))
        .isInstanceOf(AccessRefusedException.class)
        .hasMessage(Refusal.EXPIRED.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version: 1 | version: 2 | version: expected 1",
        "reflection: off | reflection: never | reflection: expected open, identified or off",
        "health: identified | health: off | health: expected open or identified",
        "health: identified | heath: open | heath: no such field",
        "algorithms: [RS256, ES256] | algorithms: [EdDSA] | issuers[0].algorithms[0]: expected one",
        "algorithms: [RS256, ES256] | algorithms: [HS256] | issuers[0].algorithms[0]: expected one",
        "algorithms: [RS256, ES256] | algorithms: [none] | issuers[0].algorithms[0]: expected one",
        "jwks_file: jwks.json | jwks_file: gone.json | gone.json: there is no such file",
        "[\"1494404757140276705\"] | [] | callers[0].connections: expected a list that is not"
            + " empty",
        "[\"1494404757140276705\"] | [1494404757140276705] | callers[0].connections[0]: expected"
            + " text",
        "'allow: [actions,' | 'allow: [action,' | callers[0].allow[0]: expected the full name",
        "'allow: [actions,' | 'allow: [commands,' | callers[0].allow[0]: expected a caller of all",
        "GetEvent | GetEvents | callers[0].allow[1]: expected the full name",
        "name: reports | name: ivr | callers[1].name: another caller has this name",
        "streams: 4 | streams: 0 | callers[0].limits.streams: expected a whole number from 1",
        "streams: 4 | stream: 4 | callers[0].limits.stream: no such field",
        "{dns: IVR.example.com} | {dns: '*.example.com'} | certificate.dns: expected a name"
            + " without",
        "{dns: IVR.example.com} | {cn: ivr} | certificate.cn: no such field",
        "{dns: IVR.example.com} | {uri: 'spiffe://prod/voice/ivr'} | stands in the file twice",
        "2027-01-31T00:00:00Z | soon | callers[0].credentials[0].expires: expected a time",
        "issuer: cluster, subject | issuer: other, subject | credentials[0].jwt.issuer: expected"
            + " the",
        "name: reports | 'name: reports\n    name: x' | expected YAML without repeated keys",
      })
  void whatIsWrongIsNamedByItsPlace(String what, String by, String line) throws Exception {
    assertThat(WHOLE).contains(what);

    assertThatThrownBy(() -> read(WHOLE.replace(what, by)))
        .isInstanceOf(AccessFileException.class)
        .hasMessageContaining(line);
  }

  @Test
  void aHashThatTwoCallersHaveIsRefusedWithoutShowingIt() {
    String twice =
        """
        version: 1
        callers:
          - {name: a, credentials: [{token_sha256: "%s"}], allow: [events]}
          - {name: b, credentials: [{token_sha256: "%s"}], allow: [events]}
        """
            .formatted(HASH_B, HASH_B);

    assertThatThrownBy(() -> read(twice))
        .hasMessageContaining("callers[1].credentials[0]: stands in the file twice")
        .message()
        .doesNotContain(HASH_B);
  }

  @Test
  void aSecretInTheWrongPlaceIsNotShown() {
    String secret = AccessToken.random().secret();

    for (String line : List.of("token_sha256: " + secret, "token_sha256: [" + secret + "]")) {
      assertThatThrownBy(() -> read(WHOLE.replaceFirst("token_sha256: [^,]+", line)))
          .isInstanceOf(AccessFileException.class)
          .message()
          .doesNotContain(secret);
    }
  }

  @Test
  void aFileThatItsGroupOrOthersMayWriteIsRefused() throws Exception {
    for (String mode : List.of("rw-rw----", "rw----rw-")) {
      assertThatThrownBy(() -> read(WHOLE, mode))
          .isInstanceOf(AccessFileException.class)
          .hasMessageContaining("its group or others may write it");
    }
  }

  private AccessRules read(String text) throws IOException {
    return read(text, "rw-r-----");
  }

  private AccessRules read(String text, String mode) throws IOException {
    Path file = folder.resolve("access.yaml");
    Path keys = folder.resolve("jwks.json");
    Files.writeString(keys, JWKS);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return AccessFile.read(file, clock);
  }

  private static Presented token(String hash) {
    return new Presented.Token(TokenHash.fromHex(hash));
  }
}
