package dev.voicemedia.benchmarks.growth;

import java.util.List;
import java.util.Locale;

/**
 * Curves as an SVG, both axes logarithmic and a decade as long on both, so that a cost that stays
 * is level and one that grows as the count does rises by 45°.
 */
final class LogLogChart {
  private static final int DECADE = 90;
  private static final int LEFT = 85;
  private static final int TOP = 40;
  private static final int BELOW = 50;
  private static final int KEY = 300;
  private static final int KEY_LINE = 20;
  private static final int DOT = 4;
  private static final List<String> COLOURS = List.of("#1f6f8b", "#c8553d", "#588157", "#6d597a");

  private final List<Curve> curves;
  private final int left;
  private final int right;
  private final int bottom;
  private final int top;
  private final StringBuilder svg = new StringBuilder();

  private LogLogChart(List<Curve> curves) {
    this.curves = curves;
    left = (int) Math.floor(curves.stream().mapToDouble(LogLogChart::fewest).min().orElseThrow());
    right = (int) Math.ceil(curves.stream().mapToDouble(LogLogChart::most).max().orElseThrow());
    bottom = (int) Math.floor(curves.stream().mapToDouble(LogLogChart::least).min().orElseThrow());
    int highest =
        (int) Math.ceil(curves.stream().mapToDouble(LogLogChart::dearest).max().orElseThrow());
    top = Math.max(highest, bottom + 2);
  }

  /** Draws curves that have their x axis in common. */
  static String of(String title, String counted, List<Curve> curves) {
    return new LogLogChart(curves).draw(title, counted);
  }

  private String draw(String title, String counted) {
    int width = LEFT + (right - left) * DECADE + KEY;
    int height = TOP + (top - bottom) * DECADE + BELOW;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\">",
        width, height, width, height);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
    text(LEFT, TOP / 2, "start", title + ", µs");
    grid();
    text((int) (x(left) + x(right)) / 2, height - BELOW / 5, "middle", counted);
    for (int i = 0; i < curves.size(); i++) {
      draw(curves.get(i), COLOURS.get(i % COLOURS.size()), TOP + (i + 1) * KEY_LINE);
    }
    add("</svg>");
    return svg.toString();
  }

  private void grid() {
    for (int decade = left; decade <= right; decade++) {
      line(x(decade), y(bottom), x(decade), y(top));
      text((int) x(decade), (int) y(bottom) + KEY_LINE, "middle", power(decade));
    }
    for (int decade = bottom; decade <= top; decade++) {
      line(x(left), y(decade), x(right), y(decade));
      text(LEFT - DOT * 2, (int) y(decade) + DOT, "end", power(decade));
    }
  }

  private void draw(Curve curve, String colour, int keyAt) {
    StringBuilder path = new StringBuilder();
    for (Curve.Point point : curve.points()) {
      double x = x(Math.log10(point.count()));
      double y = y(Math.log10(point.micros()));
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"/>", x, y, DOT, colour);
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        path.toString().strip(), colour);
    int keyX = (int) x(right) + KEY_LINE;
    add("<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>", keyX, keyAt - DOT, DOT, colour);
    text(keyX + KEY_LINE / 2, keyAt, "start", curve.what());
  }

  private void line(double x1, double y1, double x2, double y2) {
    add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", x1, y1, x2, y2);
  }

  private void text(int x, int y, String anchor, String text) {
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, y, anchor, text);
  }

  private void add(String form, Object... values) {
    svg.append(String.format(Locale.ROOT, form, values)).append('\n');
  }

  private double x(double decades) {
    return LEFT + (decades - left) * DECADE;
  }

  private double y(double decades) {
    return TOP + (top - decades) * DECADE;
  }

  private static String power(int decade) {
    return decade < 0
        ? String.format(Locale.ROOT, "%." + -decade + "f", Math.pow(10, decade))
        : String.format(Locale.ROOT, "%,.0f", Math.pow(10, decade));
  }

  private static double fewest(Curve curve) {
    return Math.log10(curve.points().get(0).count());
  }

  private static double most(Curve curve) {
    return Math.log10(curve.points().get(curve.points().size() - 1).count());
  }

  private static double least(Curve curve) {
    return Math.log10(curve.points().stream().mapToDouble(Curve.Point::micros).min().orElseThrow());
  }

  private static double dearest(Curve curve) {
    return Math.log10(curve.points().stream().mapToDouble(Curve.Point::micros).max().orElseThrow());
  }
}
