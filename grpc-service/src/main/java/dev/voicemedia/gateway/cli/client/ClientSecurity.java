package dev.voicemedia.gateway.cli.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command shows the gateway who it is, and makes sure that it is the gateway. */
final class ClientSecurity {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_TLS_CA}",
      description =
          "connect by TLS, to a gateway whose certificate one of these has signed; PEM"
              + " [VOICEMEDIA_TLS_CA] (default: none, plain text)")
  String ca = "";

  @Option(
      names = "--client-cert",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_CLIENT_CERT}",
      description =
          "certificate to show the gateway, PEM, with --tls-ca [VOICEMEDIA_CLIENT_CERT] (default:"
              + " none)")
  String certificate = "";

  @Option(
      names = "--client-key",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_CLIENT_KEY}",
      description =
          "private key of --client-cert, PKCS #8 in PEM [VOICEMEDIA_CLIENT_KEY] (default: none)")
  String key = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_TOKEN_FILE}",
      description =
          "file with the bearer token to show the gateway [VOICEMEDIA_TOKEN_FILE] (default: none)")
  String tokenFile = "";

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * @throws ParameterException if the files are not what a connection needs
   */
  ChannelCredentials credentials() {
    if (certificate.isBlank() != key.isBlank()) {
      throw wrong("--client-cert and --client-key: one of them is missing, expected both", null);
    }
    if (ca.isBlank()) {
      if (!certificate.isBlank()) {
        throw wrong("--client-cert: expected --tls-ca with it", null);
      }
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    load("--tls-ca", ca, tls::trustManager);
    if (!certificate.isBlank()) {
      requireSecret("--client-key", key);
      load(
          "--client-cert",
          certificate,
          file -> tls.keyManager(file, readable("--client-key", key)));
    }
    return tls.build();
  }

  /** Shows the token with every call; the file is read anew, as tokens are rotated. */
  ClientInterceptor token() {
    if (!tokenFile.isBlank()) {
      readToken();
      requireSecret("--token-file", tokenFile);
    }
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
          @Override
          public void start(Listener<R> listener, Metadata headers) {
            if (!tokenFile.isBlank()) {
              headers.put(AUTHORIZATION, "Bearer " + readToken());
            }
            super.start(listener, headers);
          }
        };
      }
    };
  }

  /** The token; an error does not show what is in the file. */
  private String readToken() {
    try {
      String token = Files.readString(Path.of(tokenFile)).strip();
      if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        return token;
      }
    } catch (IOException e) {
      throw wrong("--token-file: " + tokenFile + ", expected a file that can be read", e);
    }
    throw wrong("--token-file: " + tokenFile + ", expected one token in it", null);
  }

  private void requireSecret(String option, String file) {
    try {
      if (Files.getPosixFilePermissions(Path.of(file)).contains(PosixFilePermission.OTHERS_READ)) {
        throw wrong(
            option
                + ": "
                + file
                + ", others may read it, expected only its owner and group (chmod o-r)",
            null);
      }
    } catch (UnsupportedOperationException e) {
      // Windows has other means.
    } catch (IOException e) {
      throw wrong(option + ": " + file + ", expected a file that can be read", e);
    }
  }

  private void load(String option, String file, Loading loading) {
    try {
      loading.from(readable(option, file));
    } catch (IOException | IllegalArgumentException e) {
      throw wrong(option + ": " + file + ", expected a file in PEM", e);
    }
  }

  private File readable(String option, String file) {
    if (!Files.isReadable(Path.of(file))) {
      throw wrong(option + ": " + file + ", expected a file that can be read", null);
    }
    return new File(file);
  }

  private ParameterException wrong(String line, @Nullable Exception e) {
    return new ParameterException(command.commandLine(), line, e);
  }

  private interface Loading {
    void from(File file) throws IOException;
  }
}
