package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a speak command has to hold. */
final class SpeakRules {

  private static final int MAX_PAYLOAD_CHARACTERS = 3_000;

  private SpeakRules() {}

  static List<ApiError> check(JsonNode body) {
    List<ApiError> errors = new ArrayList<>();
    for (String field : List.of("payload", "voice")) {
      if (body.path(field).isMissingNode() || body.path(field).isNull()) {
        errors.add(ApiError.missing(field));
      }
    }
    for (String field :
        List.of("payload", "voice", "language", "payload_type", "client_state", "command_id")) {
      JsonNode value = body.path(field);
      if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
        errors.add(ApiError.invalid("/" + field, field + " is " + value + ", expected a string."));
      }
    }
    String payload = body.path("payload").asText();
    int length = payload.codePointCount(0, payload.length());
    if (length > MAX_PAYLOAD_CHARACTERS) {
      errors.add(
          ApiError.invalid(
              "/payload", "payload has " + length + " characters, expected at most 3000."));
    }
    return errors;
  }
}
