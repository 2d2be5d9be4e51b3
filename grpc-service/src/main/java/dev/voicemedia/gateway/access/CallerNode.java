package dev.voicemedia.gateway.access;

import dev.voicemedia.gateway.access.AccessRules.TokenEntry;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One of the callers in the access file. */
final class CallerNode {
  private static final Set<String> FIELDS =
      Set.of("name", "credentials", "allow", "connections", "limits");
  private static final Set<String> LIMITS =
      Set.of("actions_per_second", "actions_at_once", "streams");

  /** What cannot be limited to connections. */
  private static final Set<Optional<Scope>> UNBOUND =
      Set.of(Optional.of(Scope.COMMANDS), Optional.of(Scope.OPERATE));

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

  private CallerNode() {}

  static Caller read(FileNode node) throws AccessFileException {
    node.mapping(FIELDS);
    FileNode name = node.get("name");
    if (!NAME.matcher(name.text()).matches()) {
      throw name.wrong("expected up to 64 letters, digits, dots, hyphens and underscores");
    }
    Set<Scope> scopes = new HashSet<>();
    Set<String> methods = new HashSet<>();
    for (FileNode allowed : node.get("allow").list()) {
      String word = allowed.text();
      Optional<Scope> scope = Scope.of(word);
      if (scope.isPresent()) {
        scopes.add(scope.get());
      } else if (isScoped(word)) {
        methods.add(word);
      } else {
        throw allowed.wrong("expected the full name of a method, or one of " + labels());
      }
    }
    Connections connections = connections(node);
    for (FileNode allowed : connections.isAll() ? List.<FileNode>of() : node.get("allow").list()) {
      if (UNBOUND.contains(scopeOf(allowed.text()))) {
        throw allowed.wrong("expected a caller of all connections, since it may name any call");
      }
    }
    return new Caller(name.text(), scopes, methods, connections, limits(node));
  }

  static TokenEntry token(FileNode node, Caller caller) throws AccessFileException {
    if (node.find("expires").isEmpty()) {
      return new TokenEntry(caller, Instant.MAX);
    }
    FileNode expires = node.get("expires");
    try {
      return new TokenEntry(caller, Instant.parse(expires.text()));
    } catch (DateTimeParseException e) {
      throw expires.wrong("expected a time such as 2027-01-31T00:00:00Z");
    }
  }

  static CertificateName certificate(FileNode node) throws AccessFileException {
    if (node.json().size() != 1) {
      throw node.wrong("expected one of uri, dns, sha256");
    }
    node.mapping(Set.of("uri", "dns", "sha256"));
    if (node.json().has("uri")) {
      return new CertificateName(CertificateName.Kind.URI, node.get("uri").text());
    }
    String kind = node.json().has("dns") ? "dns" : "sha256";
    String value = node.get(kind).text().toLowerCase(Locale.ROOT);
    if (kind.equals("dns")) {
      if (value.contains("*")) {
        throw node.get(kind).wrong("expected a name without wildcards");
      }
      return new CertificateName(CertificateName.Kind.DNS, value);
    }
    if (!FINGERPRINT.matcher(value).matches()) {
      throw node.get(kind).wrong("expected 64 hexadecimal digits");
    }
    return new CertificateName(CertificateName.Kind.SHA256, value);
  }

  private static Connections connections(FileNode node) throws AccessFileException {
    if (node.find("connections").isEmpty()) {
      return Connections.ALL;
    }
    Set<String> ids = new HashSet<>();
    for (FileNode id : node.get("connections").list()) {
      ids.add(id.text());
    }
    return Connections.only(ids);
  }

  private static Limits limits(FileNode node) throws AccessFileException {
    if (node.find("limits").isEmpty()) {
      return Limits.UNLIMITED;
    }
    FileNode limits = node.get("limits").mapping(LIMITS);
    return new Limits(
        limit(limits, "actions_per_second"),
        limit(limits, "actions_at_once"),
        limit(limits, "streams"));
  }

  private static int limit(FileNode limits, String field) throws AccessFileException {
    return limits.find(field).isEmpty() ? Limits.NONE : limits.get(field).positive();
  }

  /** Health and reflection have settings of their own. */
  private static boolean isScoped(String method) {
    return MethodTable.needOf(method)
        .filter(need -> need instanceof MethodTable.Need.Scoped)
        .isPresent();
  }

  /** Of a scope or a method. */
  private static Optional<Scope> scopeOf(String word) {
    return Scope.of(word)
        .or(
            () ->
                MethodTable.needOf(word)
                    .filter(need -> need instanceof MethodTable.Need.Scoped)
                    .map(need -> ((MethodTable.Need.Scoped) need).scope()));
  }

  private static String labels() {
    return Arrays.stream(Scope.values()).map(Scope::label).collect(Collectors.joining(", "));
  }
}
