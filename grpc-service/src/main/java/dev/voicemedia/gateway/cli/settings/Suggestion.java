package dev.voicemedia.gateway.cli.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who misspelt a name. */
final class Suggestion {
  private static final int MOST_EDITS = 3;

  private Suggestion() {}

  /** The nearest of the known names, if one is near. */
  static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(each -> edits(name, each)))
        .filter(nearest -> edits(name, nearest) <= MOST_EDITS);
  }

  /** Characters to insert, delete or replace (Levenshtein's distance). */
  private static int edits(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
