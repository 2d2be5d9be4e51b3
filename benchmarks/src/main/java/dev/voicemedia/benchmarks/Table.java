package dev.voicemedia.benchmarks;

import java.util.List;
import java.util.Locale;

/** Rows as a table in Markdown. */
final class Table {
  private static final String HEAD =
      """
      | # | what | figure | beside | ratio | of the rounds | reach | |
      |---|---|---|---|---|---|---|---|
      """;

  private Table() {}

  static String of(List<Row> rows) {
    StringBuilder table = new StringBuilder(HEAD);
    rows.forEach(row -> table.append(line(row)).append('\n'));
    return table.toString();
  }

  private static String line(Row row) {
    return String.join(
            " | ",
            "| " + row.number(),
            row.what(),
            row.ours().toString(),
            row.theirs().map(theirs -> theirs + " ").orElse("") + row.beside(),
            row.ratio().map(ratio -> shown("%.2f", ratio)).orElse(""),
            row.ratios()
                .map(each -> shown("%d: %.2f to %.2f", each.rounds(), each.min(), each.max()))
                .orElse(""),
            row.reach().text(),
            row.isReached().map(reached -> reached ? "reached" : "**missed**").orElse(""))
        + " |";
  }

  private static String shown(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
