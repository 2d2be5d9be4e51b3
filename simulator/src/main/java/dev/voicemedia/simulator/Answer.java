package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** What a request is answered with. */
record Answer(int status, JsonNode body) {

  static Answer ok() {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("data").put("result", "ok");
    return new Answer(200, body);
  }

  static Answer refused(ApiError error) {
    return refused(List.of(error));
  }

  /** The first error decides the status. */
  static Answer refused(List<ApiError> errors) {
    return new Answer(errors.get(0).status(), ApiError.body(errors));
  }
}
