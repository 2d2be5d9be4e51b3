package dev.voicemedia.gateway;

import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.access.AccessToken;
import dev.voicemedia.gateway.access.PublicPort;
import dev.voicemedia.gateway.access.SecretFiles;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.access.TlsSettings;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An access file of callers with a token each, and how they call. */
final class AccessTokens {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Duration SOON = Duration.ofMillis(100);

  private final Path file;
  private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();

  AccessTokens(Path folder) {
    file = folder.resolve("access.yaml");
  }

  AccessSettings settings() {
    return new AccessSettings(
        Optional.of(file),
        Optional.empty(),
        Optional.empty(),
        PublicPort.DEFAULTS,
        SecretFiles.NONE,
        SOON);
  }

  AccessSettings settings(TlsSettings grpc, TlsFiles webhooks) {
    return new AccessSettings(
        Optional.of(file),
        Optional.of(grpc),
        Optional.of(webhooks),
        PublicPort.DEFAULTS,
        SecretFiles.NONE,
        SOON);
  }

  /** Replaces the file, as a deploy does; each {@code ${name}} becomes that caller's token hash. */
  void write(String text) throws IOException {
    String whole = text;
    for (int at = whole.indexOf("${"); at >= 0; at = whole.indexOf("${")) {
      String name = whole.substring(at + 2, whole.indexOf('}', at));
      whole = whole.replace("${" + name + "}", tokenOf(name).sha256());
    }
    Path next = file.resolveSibling("access.yaml.new");
    Files.writeString(next, whole);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The channel, on which the caller shows its token. */
  Channel as(String name, Channel channel) {
    return withHeaders(channel, "Bearer " + tokenOf(name).secret());
  }

  static Channel withHeaders(Channel channel, String... authorization) {
    Metadata headers = new Metadata();
    for (String value : authorization) {
      headers.put(AUTHORIZATION, value);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** The same token for the same name. */
  AccessToken tokenOf(String name) {
    return tokens.computeIfAbsent(name, unused -> AccessToken.random());
  }
}
