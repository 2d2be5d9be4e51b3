package dev.voicemedia.gateway.cli.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody may have meant. */
public final class Suggestion {
  private Suggestion() {}

  /** The known word that is the fewest typing errors away, if they are few for its length. */
  public static Optional<String> of(String word, Collection<String> known) {
    String asked = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(each -> distance(asked, each.toLowerCase(Locale.ROOT)) <= allowed(each))
        .min(
            Comparator.comparingInt((String each) -> distance(asked, each.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code ; did you mean WORD?}, or nothing. */
  public static String text(String word, Collection<String> known) {
    return of(word, known).map(meant -> "; did you mean " + meant + "?").orElse("");
  }

  private static int allowed(String known) {
    return Math.max(1, Math.min(3, known.length() / 3));
  }

  /** Letters to insert, delete, replace or swap with their neighbour: Damerau–Levenshtein. */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int changed = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + changed, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
