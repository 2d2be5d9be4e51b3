package dev.voicemedia.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import dev.voicemedia.gateway.access.AccessRules.JwtSubject;
import dev.voicemedia.gateway.access.AccessRules.Openness;
import dev.voicemedia.gateway.access.AccessRules.TokenEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parser of the access file, version 1. What it does not know, it refuses. */
final class AccessFile {
  private static final int VERSION = 1;
  private static final Set<String> FIELDS =
      Set.of("version", "health", "reflection", "issuers", "callers");
  private static final Set<String> ISSUER_FIELDS =
      Set.of("name", "issuer", "audience", "jwks_file", "algorithms");

  private final Path file;
  private final InstantSource clock;
  private final Map<String, JwtIssuer> issuers = new HashMap<>();
  private final Set<String> issuerNames = new HashSet<>();
  private final Map<TokenHash, TokenEntry> tokens = new HashMap<>();
  private final Map<CertificateName, Caller> certificates = new HashMap<>();
  private final Map<JwtSubject, Caller> subjects = new HashMap<>();

  private AccessFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Reads a file, and those with keys of issuers that it names.
   *
   * @throws AccessFileException with the place in the file and what was expected there
   */
  static AccessRules read(Path file, InstantSource clock) throws AccessFileException {
    return new AccessFile(file, clock).parse(SecureFile.readUnforgeable(file));
  }

  /** The files with keys of issuers that a file names; none if it cannot be understood. */
  static List<Path> filesNamedBy(Path file) {
    try {
      JsonNode found = yaml().readTree(SecureFile.read(file)).path("issuers");
      return found.findValuesAsText("jwks_file").stream().map(file::resolveSibling).toList();
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }

  private AccessRules parse(byte[] content) throws AccessFileException {
    FileNode root = new FileNode(file.toString(), "", tree(content)).mapping(FIELDS);
    if (!root.get("version").json().isInt() || root.get("version").json().intValue() != VERSION) {
      throw root.get("version").wrong("expected " + VERSION);
    }
    Openness health = openness(root, "health", Openness.OPEN);
    if (health == Openness.OFF) {
      throw root.get("health").wrong("expected open or identified");
    }
    Openness reflection = openness(root, "reflection", Openness.IDENTIFIED);
    if (root.find("issuers").isPresent()) {
      for (FileNode issuer : root.get("issuers").list()) {
        addIssuer(issuer.mapping(ISSUER_FIELDS));
      }
    }
    Set<String> names = new HashSet<>();
    for (FileNode node : root.get("callers").list()) {
      Caller caller = CallerNode.read(node);
      if (!names.add(caller.name())) {
        throw node.get("name").wrong("another caller has this name, expected a name of its own");
      }
      for (FileNode credential : node.get("credentials").list()) {
        addCredential(credential, caller);
      }
    }
    return new AccessRules(health, reflection, tokens, certificates, issuers, subjects);
  }

  private JsonNode tree(byte[] content) throws AccessFileException {
    try {
      return yaml().readTree(content);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      // Not what the parser says, which quotes the file.
      throw new AccessFileException(
          file.toString(), "line " + line + ": expected YAML without repeated keys");
    } catch (IOException e) {
      throw new AccessFileException(file.toString(), "cannot be read");
    }
  }

  private void addIssuer(FileNode node) throws AccessFileException {
    String name = node.get("name").text();
    if (!issuerNames.add(name)) {
      throw node.get("name").wrong("another issuer has this name, expected a name of its own");
    }
    String issuer = node.get("issuer").text();
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    for (FileNode algorithm : node.get("algorithms").list()) {
      JWSAlgorithm parsed = JWSAlgorithm.parse(algorithm.text());
      if (!JWSAlgorithm.Family.RSA.contains(parsed) && !JWSAlgorithm.Family.EC.contains(parsed)) {
        throw algorithm.wrong("expected one of RS256 to RS512, PS256 to PS512, ES256 to ES512");
      }
      algorithms.add(parsed);
    }
    JwtIssuer added =
        new JwtIssuer(
            name,
            issuer,
            node.get("audience").text(),
            algorithms,
            keys(node.get("jwks_file")),
            clock);
    if (issuers.put(issuer, added) != null) {
      throw node.get("issuer").wrong("another issuer has this claim, expected one of its own");
    }
  }

  private JWKSet keys(FileNode node) throws AccessFileException {
    Path named = file.resolveSibling(node.text());
    try {
      JWKSet keys = JWKSet.parse(new String(SecureFile.readUnforgeable(named), UTF_8));
      if (keys.isEmpty()) {
        throw new AccessFileException(named.toString(), "no keys, expected at least one");
      }
      return keys.toPublicJWKSet();
    } catch (ParseException e) {
      throw new AccessFileException(named.toString(), "expected a set of keys (JWKS) as JSON");
    }
  }

  private void addCredential(FileNode node, Caller caller) throws AccessFileException {
    node.mapping(Set.of("token_sha256", "expires", "certificate", "jwt"));
    if (node.json().has("token_sha256")) {
      node.mapping(Set.of("token_sha256", "expires"));
      unused(tokens.put(hash(node.get("token_sha256")), CallerNode.token(node, caller)), node);
    } else if (node.json().has("certificate")) {
      node.mapping(Set.of("certificate"));
      unused(certificates.put(CallerNode.certificate(node.get("certificate")), caller), node);
    } else if (node.json().has("jwt")) {
      node.mapping(Set.of("jwt"));
      unused(subjects.put(subject(node.get("jwt")), caller), node);
    } else {
      throw node.wrong("expected one of certificate, jwt, token_sha256");
    }
  }

  private JwtSubject subject(FileNode jwt) throws AccessFileException {
    jwt.mapping(Set.of("issuer", "subject"));
    String issuer = jwt.get("issuer").text();
    if (!issuerNames.contains(issuer)) {
      throw jwt.get("issuer").wrong("expected the name of one of the issuers");
    }
    return new JwtSubject(issuer, jwt.get("subject").text());
  }

  private static TokenHash hash(FileNode node) throws AccessFileException {
    try {
      return TokenHash.fromHex(node.text());
    } catch (IllegalArgumentException e) {
      throw node.wrong("expected 64 hexadecimal digits, as `voicemedia access token` prints them");
    }
  }

  private static void unused(@Nullable Object before, FileNode node) throws AccessFileException {
    if (before != null) {
      throw node.wrong("stands in the file twice, expected each credential once");
    }
  }

  private static Openness openness(FileNode root, String field, Openness otherwise)
      throws AccessFileException {
    if (root.find(field).isEmpty()) {
      return otherwise;
    }
    if (root.get(field).json().isBoolean() && !root.get(field).json().booleanValue()) {
      return Openness.OFF; // which is how YAML reads the word
    }
    String word = root.get(field).text();
    for (Openness each : Openness.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw root.get(field).wrong("expected open, identified or off");
  }

  private static ObjectMapper yaml() {
    return new ObjectMapper(new YAMLFactory())
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }
}
