package dev.voicemedia.openapi.drift;

import dev.voicemedia.openapi.drift.Subject.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what two documents say of one property. In a request upstream must take all that we
 * send; in an answer or an event we must take all that upstream sends.
 */
final class ShapeComparison {

  record Difference(boolean breaking, String text) {}

  private final boolean sent;
  private final Shape ours;
  private final Shape upstream;
  private final List<Difference> differences = new ArrayList<>();

  private ShapeComparison(Part part, Shape ours, Shape upstream) {
    this.sent = part == Part.REQUEST;
    this.ours = ours;
    this.upstream = upstream;
  }

  static List<Difference> differences(Part part, Shape ours, Shape upstream) {
    ShapeComparison comparison = new ShapeComparison(part, ours, upstream);
    comparison.types();
    comparison.format();
    comparison.nullability();
    comparison.presence();
    comparison.values();
    comparison.limits();
    return comparison.differences;
  }

  private void types() {
    if (ours.types().isEmpty()
        || upstream.types().isEmpty()
        || ours.types().equals(upstream.types())) {
      return;
    }
    boolean fits =
        sent
            ? upstream.types().containsAll(ours.types())
            : ours.types().containsAll(upstream.types());
    add(!fits, "changed its type from " + ours.typeText() + " to " + upstream.typeText());
  }

  private void format() {
    String mine = ours.format();
    String theirs = upstream.format();
    if (!mine.isEmpty() && !theirs.isEmpty() && !mine.equals(theirs)) {
      add(true, "changed its format from " + mine + " to " + theirs);
    }
  }

  private void nullability() {
    if (sent && ours.nullable() && !upstream.nullable()) {
      add(true, "may no longer be null");
    } else if (!ours.nullable() && upstream.nullable()) {
      add(false, "may now be null");
    }
  }

  private void presence() {
    if (sent && ours.required() != upstream.required()) {
      add(upstream.required(), upstream.required() ? "is now required" : "is no longer required");
    }
  }

  private void values() {
    if (upstream.values().isEmpty()) {
      return;
    }
    if (ours.values().isEmpty()) {
      add(sent, "takes only certain values now: " + text(upstream.values()));
      return;
    }
    Set<String> added = minus(upstream.values(), ours.values());
    if (!added.isEmpty()) {
      String kind = ours.open() ? " (open set)" : " (closed set)";
      add(!sent && !ours.open(), "has new values: " + text(added) + kind);
    }
    Set<String> removed = minus(ours.values(), upstream.values());
    if (!removed.isEmpty()) {
      add(sent, "lost values: " + text(removed));
    }
  }

  private void limits() {
    upstream
        .limits()
        .forEach(
            (keyword, theirs) -> {
              String mine = ours.limits().get(keyword);
              if (!theirs.equals(mine)) {
                String from = mine == null ? "" : " from " + mine;
                add(
                    sent && isNarrower(keyword, mine, theirs),
                    "changed its " + keyword + from + " to " + theirs);
              }
            });
  }

  private static boolean isNarrower(String keyword, @Nullable String mine, String theirs) {
    if (mine == null || keyword.equals("pattern") || keyword.equals("multipleOf")) {
      return true;
    }
    int order = new BigDecimal(theirs).compareTo(new BigDecimal(mine));
    boolean lower = keyword.startsWith("min") || keyword.equals("exclusiveMinimum");
    return lower ? order > 0 : order < 0;
  }

  private void add(boolean breaking, String text) {
    differences.add(new Difference(breaking, text));
  }

  private static Set<String> minus(Set<String> from, Set<String> what) {
    Set<String> rest = new TreeSet<>(from);
    rest.removeAll(what);
    return rest;
  }

  private static String text(Set<String> values) {
    return String.join(", ", new TreeSet<>(values));
  }
}
