package dev.voicemedia.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of the table: a figure, what it was measured beside, and what their ratio is to reach.
 *
 * @param number of the line in the table of benchmarks/README.md
 * @param ours medians over the rounds
 * @param beside what else was measured in the same rounds
 * @param ratios ours to theirs in each round
 */
public record Row(
    String number,
    String what,
    Figure ours,
    String beside,
    Optional<Figure> theirs,
    Optional<Ratios> ratios,
    Reach reach) {

  /** A value and its unit, such as µs or /s. */
  public record Figure(double value, String unit) {
    @Override
    public String toString() {
      double size = Math.abs(value);
      String form = size >= 100 ? "%,.0f %s" : size >= 10 ? "%.1f %s" : "%.2f %s";
      return String.format(Locale.ROOT, form, value, unit).strip();
    }
  }

  /** Compares two things that were measured in turns. */
  public static Row of(
      String number,
      String what,
      Samples ours,
      String unit,
      String beside,
      Samples theirs,
      Reach reach) {
    return new Row(
        number,
        what,
        new Figure(ours.median(), unit),
        beside,
        Optional.of(new Figure(theirs.median(), unit)),
        Optional.of(ours.over(theirs)),
        reach);
  }

  /** States a figure that stands alone. */
  public static Row reported(String number, String what, Figure ours) {
    return new Row(number, what, ours, "", Optional.empty(), Optional.empty(), Reach.reported());
  }

  /** Returns the median of the rounds' ratios, in which the row is judged. */
  public Optional<Double> ratio() {
    return ratios.map(Ratios::median);
  }

  /** Returns whether the ratio is what it is to be; empty if that is only reported. */
  public Optional<Boolean> isReached() {
    return ratio().flatMap(reach::isReached);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("row", number).put("what", what);
    json.put("ours", ours.value()).put("unit", ours.unit()).put("beside", beside);
    theirs.ifPresent(figure -> json.put("theirs", figure.value()).put("theirsUnit", figure.unit()));
    ratios.ifPresent(
        each ->
            json.put("ratio", each.median())
                .put("rounds", each.rounds())
                .put("smallest", each.min())
                .put("largest", each.max()));
    json.put("reach", reach.text());
    if (Double.isFinite(reach.least())) {
      json.put("atLeast", reach.least());
    }
    if (Double.isFinite(reach.most())) {
      json.put("atMost", reach.most());
    }
    isReached().ifPresent(reached -> json.put("reached", reached));
    return json;
  }
}
