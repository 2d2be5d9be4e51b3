package dev.voicemedia.client.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.OptionalInt;

/**
 * How often audio is played: 1 to 100 times, or until it is stopped. In JSON it is a number or the
 * text {@code infinity}; a number written as text is read as well. Absence means once.
 */
public final class Loop {

  private static final String INFINITY = "infinity";
  private static final int MAX_TIMES = 100;
  private static final Loop INFINITE = new Loop(0);

  private final int times;

  /** Hidden from Jackson, which would read any number with it. */
  @JsonCreator(mode = JsonCreator.Mode.DISABLED)
  private Loop(int times) {
    this.times = times;
  }

  /**
   * Plays a fixed number of times.
   *
   * @param times 1 to 100
   * @throws IllegalArgumentException if {@code times} is outside of that
   */
  public static Loop times(int times) {
    if (times < 1 || times > MAX_TIMES) {
      throw invalid(times);
    }
    return new Loop(times);
  }

  /** Plays until a command or the end of the call stops it. */
  public static Loop infinite() {
    return INFINITE;
  }

  public boolean isInfinite() {
    return times == 0;
  }

  /** How many times, 1 to 100; empty if it is infinite. */
  public OptionalInt times() {
    return isInfinite() ? OptionalInt.empty() : OptionalInt.of(times);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Loop fromJson(Object value) {
    if (INFINITY.equals(value)) {
      return INFINITE;
    }
    if (value instanceof Integer number) {
      return times(number);
    }
    if (value instanceof String text && text.matches("[0-9]{1,3}")) {
      return times(Integer.parseInt(text));
    }
    throw invalid(value);
  }

  @JsonValue
  Object toJson() {
    return isInfinite() ? INFINITY : (Object) times;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Loop loop && loop.times == times;
  }

  @Override
  public int hashCode() {
    return times;
  }

  /** The text that stands in JSON: the number, or {@code infinity}. */
  @Override
  public String toString() {
    return toJson().toString();
  }

  private static IllegalArgumentException invalid(Object value) {
    return new IllegalArgumentException(
        "loop is " + value + "; expected a whole number from 1 to 100, or infinity");
  }
}
