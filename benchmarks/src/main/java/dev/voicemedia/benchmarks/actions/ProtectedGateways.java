package dev.voicemedia.benchmarks.actions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.gateway.access.AccessToken;
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
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateways of {@link TwoGateways}, each with an event of a call in its log. */
final class ProtectedGateways implements AutoCloseable {
  static final String CALL = "v3:550e8400-e29b-41d4-a716-446655440000_gRU1OGRkYQ";
  static final String EVENT = "event-1";

  private static final String CONNECTION = "1494404757140276705";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern ADDRESSES = Pattern.compile("^(\\S+), webhooks on port (\\d+)");
  private static final Pattern EDGE = Pattern.compile("HTTP on ([^\\s,]+)");

  private final WebhookSigner signer = WebhookSigner.random();
  private final AccessToken all = AccessToken.random();
  private final AccessToken limited = AccessToken.random();
  private final ChildProcess process;
  private final ManagedChannel open;
  private final ManagedChannel identified;
  private String edge = "";

  /** Starts them, and returns once both have the event. */
  ProtectedGateways(String baseUrl, Path folder) throws IOException, InterruptedException {
    writeAccessFile(folder.resolve("access.yaml"));
    process =
        ChildProcess.ofClass(
            TwoGateways.class,
            List.of("-Xmx512m"),
            Map.of(
                "TELNYX_API_KEY",
                "KEY0123456789",
                "TELNYX_PUBLIC_KEY",
                signer.publicKeyBase64(),
                "TELNYX_BASE_URL",
                baseUrl,
                "VOICEMEDIA_RECOVER_MAX_AGE",
                "0s"),
            folder.toString());
    open = connect();
    process.write("next");
    identified = connect();
  }

  /** CPU time so far but for compiling. */
  double cpuMicros() {
    return process.cpu().read().work() / 1e3;
  }

  /** Of the gateway without identities. */
  Channel open() {
    return open;
  }

  /** Address of the HTTP edge of the gateway without identities. */
  String edge() {
    return edge;
  }

  /** Of a caller of everything. */
  Channel all() {
    return as(all);
  }

  /** Of a caller of the call's connection. */
  Channel limited() {
    return as(limited);
  }

  @Override
  public void close() {
    open.shutdownNow();
    identified.shutdownNow();
    process.close();
  }

  private Channel as(AccessToken token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token.secret());
    return ClientInterceptors.intercept(
        identified, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private ManagedChannel connect() throws IOException, InterruptedException {
    String line = process.read("gRPC on ");
    Matcher addresses = ADDRESSES.matcher(line);
    Matcher http = EDGE.matcher(line);
    if (http.find()) {
      edge = http.group(1);
    }
    if (!addresses.find()) {
      throw new IOException("no addresses");
    }
    post(URI.create("http://127.0.0.1:" + addresses.group(2) + "/webhooks/telnyx"));
    return Grpc.newChannelBuilder(addresses.group(1), InsecureChannelCredentials.create()).build();
  }

  private void writeAccessFile(Path file) throws IOException {
    Files.writeString(
        file,
        """
        version: 1
        callers:
          - name: all
            allow: [actions, events]
            credentials: [{token_sha256: "%s"}]
          - name: limited
            allow: [actions, events]
            credentials: [{token_sha256: "%s"}]
            connections: ["%s"]
        """
            .formatted(all.sha256(), limited.sha256(), CONNECTION));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void post(URI webhooks) throws IOException, InterruptedException {
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
