package dev.voicemedia.benchmarks.log;

import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Webhooks such as Telnyx sends, each with an id of its own, signed and ready to be sent. */
public final class SignedRequests {
  private static final String BODY =
      """
      {"data":{"event_type":"call.playback.ended","id":"%s",\
      "occurred_at":"2026-01-31T09:30:00.123456Z","payload":{\
      "call_control_id":"v3:T02llQxIyaRkhfRKxgAP8nY511EhFLizdvdUKJiSw8d6A9BborherQ%d",\
      "call_leg_id":"428c31b6-7af4-4bcb-b7f5-5013ef9657%02d",\
      "call_session_id":"428c31b6-abf3-3bc1-b7f4-5013ef96%04d",\
      "client_state":"aGF2ZSBhIG5pY2UgZGF5ID1d","connection_id":"7267xxxxxxxxxxxxxx",\
      "media_url":"https://example.com/prompts/welcome-%d.mp3","overlay":false,\
      "status":"completed","status_detail":"","custom":"%s"},"record_type":"event"},\
      "meta":{"attempt":1,"delivered_to":"https://gateway.example.com/webhooks/telnyx"}}
      """;
  private static final String FILLING = "x".repeat(400);

  /** One webhook. */
  public static final class Signed {
    private final String id;
    private final byte[] body;
    private final Map<String, List<String>> headers;
    private final byte[] request;

    Signed(String id, byte[] body, Map<String, List<String>> headers) {
      this.id = id;
      this.body = body;
      this.headers = headers;
      this.request = SignedRequests.request(body, headers);
    }

    public String id() {
      return id;
    }

    public byte[] body() {
      return body;
    }

    public Map<String, List<String>> headers() {
      return headers;
    }

    /** The whole HTTP request. */
    byte[] request() {
      return request;
    }
  }

  private SignedRequests() {}

  /** New ones, signed now: they are good for 300 s. */
  public static List<Signed> make(WebhookSigner signer, String prefix, int count) {
    List<Signed> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String id = prefix + "-" + i;
      byte[] body =
          BODY.formatted(id, i % 1000, i % 100, i % 10_000, i, FILLING)
              .getBytes(StandardCharsets.UTF_8);
      Map<String, List<String>> headers = signer.headers(Instant.now(), body);
      made.add(new Signed(id, body, headers));
    }
    return made;
  }

  private static byte[] request(byte[] body, Map<String, List<String>> headers) {
    StringBuilder head =
        new StringBuilder("POST /webhooks/telnyx HTTP/1.1\r\nHost: localhost\r\n")
            .append("Content-Type: application/json\r\nUser-Agent: telnyx-webhooks\r\n")
            .append("Content-Length: ")
            .append(body.length)
            .append("\r\n");
    headers.forEach(
        (name, values) ->
            values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
