package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A client of the HTTP edge that has nothing but HTTP. */
final class EdgeClient {
  static final String ACTIONS = "/voicemedia.v1.MediaActionsService/";
  static final String EVENTS = "/voicemedia.v1.WebhookEventsService/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String base;

  EdgeClient(int port) {
    this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), "http", port);
  }

  EdgeClient(HttpClient http, String scheme, int port) {
    this.http = http;
    this.base = scheme + "://127.0.0.1:" + port;
  }

  /** Posts JSON; the headers are names and values in turn. */
  HttpResponse<String> post(String path, String json, String... headers) throws Exception {
    HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
    return send(with(request, headers).POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<byte[]> postProto(String path, byte[] message) throws Exception {
    return post(path, "application/proto", message);
  }

  HttpResponse<byte[]> post(String path, String contentType, byte[] body) throws Exception {
    return http.send(
        request(path)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(with(request(path), headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
  }

  /** Opens a stream of events. */
  Events events(String query, String... headers) throws Exception {
    return new Events(
        http.send(with(request("/events" + query), headers).build(), BodyHandlers.ofInputStream()));
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** Sends what no client library would, and returns the status line of what comes back. */
  static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
  }

  /** What has come back in full, though its connection stays open. */
  static String response(Socket client) throws IOException {
    client.setSoTimeout(30_000);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) client.getInputStream().read());
    }
    int length =
        Integer.parseInt(head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
    return head + new String(client.getInputStream().readNBytes(length), UTF_8);
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** A stream of server-sent events, read as the standard says. */
  static final class Events implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;
    private final Set<String> names = new TreeSet<>();
    private long retry;

    Events(HttpResponse<InputStream> response) {
      this.response = response;
      this.reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    HttpResponse<InputStream> response() {
      return response;
    }

    /** Names of the messages so far. */
    Set<String> names() {
      return names;
    }

    /** Milliseconds that the stream has asked for. */
    long retry() {
      return retry;
    }

    /** The next message, which there must be. */
    Message next() throws IOException {
      return read().orElseThrow(() -> new AssertionError("the stream has ended"));
    }

    private Optional<Message> read() throws IOException {
      String id = "";
      String name = "";
      String data = "";
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            names.add(name);
            return Optional.of(new Message(id, name, JSON.readTree(data)));
          }
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.startsWith("retry: ")) {
          retry = Long.parseLong(line.substring(7));
        } else {
          throw new AssertionError(line);
        }
      }
      return Optional.empty();
    }

    /** All messages up to one, which is the last of them, or up to the end. */
    List<Message> until(Predicate<Message> last) throws IOException {
      List<Message> messages = new ArrayList<>();
      for (Optional<Message> message = read(); message.isPresent(); message = read()) {
        messages.add(message.get());
        if (last.test(message.get())) {
          break;
        }
      }
      return messages;
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  /**
   * @param name empty for an event of a call
   */
  record Message(String id, String name, JsonNode data) {
    String type() {
      return data.path("event").path("eventType").asText();
    }
  }
}
