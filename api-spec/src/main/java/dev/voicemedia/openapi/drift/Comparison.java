package dev.voicemedia.openapi.drift;

import dev.voicemedia.openapi.drift.Change.Kind;
import dev.voicemedia.openapi.drift.Subject.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds what upstream added, changed and removed. */
final class Comparison {

  private final List<Change> changes = new ArrayList<>();

  private Comparison() {}

  static List<Change> of(Surface ours, Surface upstream) {
    Comparison comparison = new Comparison();
    comparison.subjects("operation", ours.operations(), upstream.operations());
    comparison.subjects("event", ours.events(), upstream.events());
    comparison.changes.sort(Change.BREAKING_FIRST);
    return comparison.changes;
  }

  private void subjects(String word, Map<String, Subject> ours, Map<String, Subject> upstream) {
    for (String key : union(ours.keySet(), upstream.keySet())) {
      Subject mine = ours.get(key);
      Subject theirs = upstream.get(key);
      if (mine == null) {
        whole(Kind.ADDED, false, key, word, "is new");
      } else if (theirs == null) {
        whole(Kind.REMOVED, true, mine.name(), word, "was removed");
      } else {
        mine.parts()
            .forEach(
                (part, properties) ->
                    properties(
                        mine.name(),
                        part,
                        properties,
                        theirs.parts().getOrDefault(part, new TreeMap<>())));
      }
    }
  }

  private void properties(
      String subject, Part part, SortedMap<String, Shape> ours, SortedMap<String, Shape> upstream) {
    List<String> wholes = new ArrayList<>();
    for (String path : union(ours.keySet(), upstream.keySet())) {
      if (wholes.stream().anyMatch(whole -> isInside(path, whole))) {
        continue; // reported with the property that contains it
      }
      Shape mine = ours.get(path);
      Shape theirs = upstream.get(path);
      if (mine != null && mine.leftOut()) {
        wholes.add(path);
      } else if (theirs == null) {
        wholes.add(path);
        if (mine == null || !mine.undocumented()) {
          add(Kind.REMOVED, true, subject, part, path, "was removed");
        }
      } else if (mine == null) {
        wholes.add(path);
        boolean demanded = part == Part.REQUEST && theirs.required();
        add(
            Kind.ADDED,
            demanded,
            subject,
            part,
            path,
            "was added" + (demanded ? ", required" : "") + " (" + theirs.typeText() + ")");
      } else {
        ShapeComparison.differences(part, mine, theirs)
            .forEach(d -> add(Kind.CHANGED, d.breaking(), subject, part, path, d.text()));
      }
    }
  }

  private void whole(Kind kind, boolean breaking, String subject, String word, String text) {
    changes.add(new Change(kind, breaking, subject, word, "", "the " + word + " " + text));
  }

  private void add(
      Kind kind, boolean breaking, String subject, Part part, String property, String text) {
    changes.add(new Change(kind, breaking, subject, part.text(), property, text));
  }

  private static boolean isInside(String path, String whole) {
    return path.startsWith(whole + ".") || path.startsWith(whole + "[");
  }

  private static Set<String> union(Iterable<String> first, Iterable<String> second) {
    Set<String> all = new TreeSet<>();
    first.forEach(all::add);
    second.forEach(all::add);
    return all;
  }
}
