package dev.voicemedia.openapi.drift;

import java.util.Map;
import java.util.SortedMap;

/** An operation or an event, with the properties of what is sent and received. */
record Subject(String name, Map<Part, SortedMap<String, Shape>> parts) {

  /** Where a property stands; it decides who has to understand whom. */
  enum Part {
    /** We send it. */
    REQUEST,
    /** We receive it. */
    ANSWER,
    /** We receive it. */
    EVENT;

    String text() {
      return switch (this) {
        case REQUEST -> "request";
        case ANSWER -> "answer";
        case EVENT -> "event";
      };
    }
  }
}
