package dev.voicemedia.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What something costs with ever more of something else, in µs. */
final class Curve {
  private final String what;
  private final List<Point> points = new ArrayList<>();

  Curve(String what) {
    this.what = what;
  }

  /** What was measured with so many. */
  record Point(double count, double micros) {}

  void add(double count, double micros) {
    points.add(new Point(count, micros));
  }

  String what() {
    return what;
  }

  List<Point> points() {
    return points;
  }

  /**
   * Returns the exponent of the power that fits between the first point and the last: 0 for a cost
   * that stays, 1 for one that grows as the count does.
   */
  double exponent() {
    Point first = points.get(0);
    Point last = points.get(points.size() - 1);
    return Math.log(last.micros() / first.micros()) / Math.log(last.count() / first.count());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(what).append(": ");
    for (Point point : points) {
      text.append(
          String.format(Locale.ROOT, "%,.0f µs with %,.0f; ", point.micros(), point.count()));
    }
    return text.append(String.format(Locale.ROOT, "growing as n^%.2f", exponent())).toString();
  }
}
