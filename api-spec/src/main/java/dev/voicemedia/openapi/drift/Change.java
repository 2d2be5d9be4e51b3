package dev.voicemedia.openapi.drift;

import java.util.Comparator;

/**
 * One difference of the upstream document from ours.
 *
 * @param breaking whether a client that follows our document may fail because of it
 * @param subject the operation or event
 * @param part what of it the property is in: request, answer or event
 * @param property the path of the property, empty if the subject as a whole is meant
 * @param text the rest of the sentence
 */
record Change(
    Kind kind, boolean breaking, String subject, String part, String property, String text) {

  enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }

  static final Comparator<Change> BREAKING_FIRST =
      Comparator.comparing(Change::breaking, Comparator.reverseOrder())
          .thenComparing(Change::subject)
          .thenComparing(Change::part)
          .thenComparing(Change::property);

  String sentence() {
    return subject + ": " + (property.isEmpty() ? "" : part + " property " + property + " ") + text;
  }
}
