package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What shows that a request had success, and so what of the answer counts. */
enum Proof {
  /** Of a command: the word "ok", or the call that was dialled. */
  ACCEPTED("that does not say that the command was accepted") {
    @Override
    boolean isIn(JsonNode answer) {
      return MEMBERS.stream().anyMatch(name -> !answer.path(DATA).path(name).asText().isEmpty());
    }

    @Override
    JsonNode partOf(JsonNode answer) {
      return answer.path(DATA);
    }
  },

  /** Of a read: something with an id. */
  RECORD("that does not have what was asked for") {
    @Override
    boolean isIn(JsonNode answer) {
      return !answer.path(DATA).path("id").asText().isEmpty();
    }

    @Override
    JsonNode partOf(JsonNode answer) {
      return answer.path(DATA);
    }
  },

  /** Of a read: a list. What counts is all of it, for where the page stands. */
  PAGE("that is no list") {
    @Override
    boolean isIn(JsonNode answer) {
      return answer.path(DATA).isArray();
    }

    @Override
    JsonNode partOf(JsonNode answer) {
      return answer;
    }
  };

  private static final String DATA = "data";
  private static final List<String> MEMBERS = List.of("result", "call_control_id");

  private final String missing;

  Proof(String missing) {
    this.missing = missing;
  }

  /** What an answer without it has instead: a body of this kind. */
  String missing() {
    return missing;
  }

  abstract boolean isIn(JsonNode answer);

  /** The part of an answer that has it, which is an object. */
  abstract JsonNode partOf(JsonNode answer);
}
