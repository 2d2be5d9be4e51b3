package dev.voicemedia.gateway.cli.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Amount of disk space on a command line: a number and its unit, such as {@code 10GiB}. */
public record ByteSize(long bytes) {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,6}) ?([MGT]iB)");

  /**
   * Reads a size from its text.
   *
   * @throws TypeConversionException saying what was expected
   */
  public static ByteSize parse(String text) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException("expected a size such as 500MiB, 10GiB or 1TiB");
    }
    return new ByteSize(Long.parseLong(parts.group(1)) << Unit.valueOf(parts.group(2)).shift);
  }

  /** Text in the largest unit that has a whole number of them. */
  @Override
  public String toString() {
    Unit unit = Unit.MiB;
    for (Unit larger : Unit.values()) {
      unit = bytes % (1L << larger.shift) == 0 ? larger : unit;
    }
    return (bytes >> unit.shift) + unit.name();
  }

  private enum Unit {
    MiB(20),
    GiB(30),
    TiB(40);

    private final int shift;

    Unit(int shift) {
      this.shift = shift;
    }
  }
}
