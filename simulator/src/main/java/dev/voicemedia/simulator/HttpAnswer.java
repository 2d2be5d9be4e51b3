package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;

/** Answer to a request: status, headers and body. */
record HttpAnswer(int status, Map<String, String> headers, String body) {

  static final Map<String, String> JSON = Map.of("content-type", "application/json; charset=utf-8");

  static HttpAnswer json(int status, JsonNode body) {
    return new HttpAnswer(status, JSON, body.toString());
  }

  static HttpAnswer ok(JsonNode data) {
    return json(200, JsonNodeFactory.instance.objectNode().set("data", data));
  }

  static HttpAnswer refused(ApiError error) {
    return refused(List.of(error));
  }

  /** The first error decides the status. */
  static HttpAnswer refused(List<ApiError> errors) {
    return json(errors.get(0).status(), ApiError.body(errors));
  }
}
