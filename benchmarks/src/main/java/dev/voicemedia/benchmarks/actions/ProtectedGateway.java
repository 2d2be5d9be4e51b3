package dev.voicemedia.benchmarks.actions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.gateway.access.AccessToken;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway with or without an access file, and an event of a call in its log. */
final class ProtectedGateway implements AutoCloseable {
  static final String CALL = "v3:550e8400-e29b-41d4-a716-446655440000_gRU1OGRkYQ";
  static final String EVENT = "event-1";

  private static final String CONNECTION = "1494404757140276705";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern ADDRESSES = Pattern.compile("^(\\S+), webhooks on port (\\d+)");

  private final ChildProcess process;
  private final Map<String, AccessToken> tokens;
  private final ManagedChannel connection;

  private ProtectedGateway(
      ChildProcess process, Map<String, AccessToken> tokens, ManagedChannel connection) {
    this.process = process;
    this.tokens = tokens;
    this.connection = connection;
  }

  /** Starts it, and returns once it has the event. */
  static ProtectedGateway start(String baseUrl, Path folder, boolean identified)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    WebhookSigner signer = WebhookSigner.random();
    Map<String, String> environment = new HashMap<>();
    environment.put("TELNYX_API_KEY", "KEY0123456789");
    environment.put("TELNYX_PUBLIC_KEY", signer.publicKeyBase64());
    environment.put("TELNYX_BASE_URL", baseUrl);
    environment.put("VOICEMEDIA_GRPC_PORT", "0");
    environment.put("VOICEMEDIA_WEBHOOK_PORT", "0");
    environment.put("VOICEMEDIA_ADMIN_PORT", "0");
    environment.put("VOICEMEDIA_RECOVER_MAX_AGE", "0s");
    environment.put("VOICEMEDIA_DATA_DIR", folder.resolve("data").toString());
    Map<String, AccessToken> tokens = new HashMap<>();
    if (identified) {
      tokens.put("all", AccessToken.random());
      tokens.put("limited", AccessToken.random());
      environment.put("VOICEMEDIA_ACCESS_FILE", accessFile(folder, tokens).toString());
    }
    ChildProcess process =
        ChildProcess.ofClass(Main.class, List.of("-Xmx512m"), environment, "serve");
    Matcher addresses = ADDRESSES.matcher(process.read("gRPC on "));
    if (!addresses.find()) {
      process.close();
      throw new IOException("no addresses");
    }
    post(signer, URI.create("http://127.0.0.1:" + addresses.group(2) + "/webhooks/telnyx"));
    return new ProtectedGateway(
        process,
        tokens,
        Grpc.newChannelBuilder(addresses.group(1), InsecureChannelCredentials.create()).build());
  }

  long pid() {
    return process.pid();
  }

  /** As a caller of the access file; as nobody, if the name is empty. */
  Channel channel(String caller) {
    AccessToken token = tokens.get(caller);
    if (token == null) {
      return connection;
    }
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token.secret());
    return ClientInterceptors.intercept(
        connection, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void close() {
    connection.shutdownNow();
    process.close();
  }

  private static Path accessFile(Path folder, Map<String, AccessToken> tokens) throws IOException {
    StringBuilder text = new StringBuilder("version: 1\ncallers:\n");
    tokens.forEach(
        (name, token) ->
            text.append("  - name: ")
                .append(name)
                .append("\n    allow: [actions, events]\n    credentials: [{token_sha256: \"")
                .append(token.sha256())
                .append("\"}]\n")
                .append(
                    name.equals("limited") ? "    connections: [\"" + CONNECTION + "\"]\n" : ""));
    Path file = Files.writeString(folder.resolve("access.yaml"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static void post(WebhookSigner signer, URI webhooks)
      throws IOException, InterruptedException {
    byte[] body =
        """
        {"data":{"id":"%s","event_type":"call.answered",
          "payload":{"call_control_id":"%s","connection_id":"%s"}}}
        """
            .formatted(EVENT, CALL, CONNECTION)
            .getBytes(UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(webhooks).POST(BodyPublishers.ofByteArray(body));
    signer
        .headers(Instant.now(), body)
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    int status =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("webhook answered " + status);
    }
  }
}
