package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Someone's webhook endpoint: keeps what arrives and answers as it is told. */
final class WebhookReceiver implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What precedes the 32 key bytes in an X.509 encoding of an Ed25519 key. */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile IntSupplier status = () -> 200;
  private Server server;
  private int port;

  WebhookReceiver() {
    server = start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port + "/webhooks/telnyx");
  }

  void answerWith(IntSupplier nextStatus) {
    status = nextStatus;
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  List<String> types() {
    return received.stream().map(Received::type).toList();
  }

  List<Received> await(int count) {
    return awaitMoreThan(count - 1).subList(0, count);
  }

  Received awaitType(String type) {
    Awaitility.await("a webhook of type " + type).until(() -> types().contains(type));
    return received.stream().filter(one -> one.type().equals(type)).findFirst().orElseThrow();
  }

  void goDown() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void comeBack() {
    server = start();
  }

  @Override
  public void close() {
    goDown();
  }

  private List<Received> awaitMoreThan(int count) {
    Awaitility.await("more than " + count + " webhooks").until(() -> received.size() > count);
    return received();
  }

  private Server start() {
    Server starting = new Server();
    ServerConnector connector = new ServerConnector(starting, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    starting.addConnector(connector);
    starting.setHandler(new Endpoint());
    try {
      starting.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    port = connector.getLocalPort();
    return starting;
  }

  private final class Endpoint extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      try (InputStream input = Content.Source.asInputStream(request)) {
        int answer = status.getAsInt();
        received.add(
            new Received(
                request.getHeaders().get("telnyx-signature-ed25519"),
                request.getHeaders().get("telnyx-timestamp"),
                new String(input.readAllBytes(), StandardCharsets.UTF_8),
                answer));
        response.setStatus(answer);
      }
      callback.succeeded();
      return true;
    }
  }

  record Received(String signature, String timestamp, String body, int answeredWith) {

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    JsonNode data() {
      return json().path("data");
    }

    JsonNode payload() {
      return data().path("payload");
    }

    String type() {
      return data().path("event_type").asText();
    }

    int attempt() {
      return json().path("meta").path("attempt").asInt();
    }

    /** With the JDK's own Ed25519, not with the library that signed. */
    boolean verifiesWith(String publicKey) {
      byte[] key = Base64.getDecoder().decode(publicKey);
      byte[] encoded = new byte[X509_PREFIX.length + key.length];
      System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
      System.arraycopy(key, 0, encoded, X509_PREFIX.length, key.length);
      try {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
            KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update((timestamp + "|" + body).getBytes(StandardCharsets.UTF_8));
        return verifier.verify(Base64.getDecoder().decode(signature));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
