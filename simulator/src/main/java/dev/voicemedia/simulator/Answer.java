package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a request is answered with. */
record Answer(int status, Map<String, String> headers, String body) {

  private static final Map<String, String> JSON =
      Map.of("content-type", "application/json; charset=utf-8");

  static Answer json(int status, JsonNode body) {
    return new Answer(status, JSON, body.toString());
  }

  static Answer ok() {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("data").put("result", "ok");
    return json(200, body);
  }

  static Answer refused(ApiError error) {
    return refused(List.of(error));
  }

  /** The first error decides the status. */
  static Answer refused(List<ApiError> errors) {
    return json(errors.get(0).status(), ApiError.body(errors));
  }

  /** Answers as a fault wants it: with its body, or with the vendor's for the status. */
  static Answer faulty(Effect.Answer fault) {
    String body = Optional.ofNullable(fault.body()).orElseGet(() -> vendorsBody(fault.status()));
    Map<String, String> headers = new HashMap<>(fault.body() == null ? JSON : Map.of());
    if (fault.status() == 429 && fault.body() == null) {
      headers.put("retry-after", "1");
    }
    fault.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return new Answer(fault.status(), headers, body);
  }

  private static String vendorsBody(int status) {
    return status < 400
        ? ok().body()
        : ApiError.body(List.of(ApiError.ofStatus(status))).toString();
  }
}
