package dev.voicemedia.gateway.cli;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** One line about wrong input, as {@code field: value, expected what} where a value is wrong. */
final class WrongInput {
  private WrongInput() {}

  static String describe(ParameterException wrong) {
    ArgSpec argument = wrong.getArgSpec();
    if (argument == null || !(wrong.getCause() instanceof TypeConversionException conversion)) {
      return String.valueOf(wrong.getMessage());
    }
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    return name + ": " + wrong.getValue() + ", " + expected(argument, conversion.getMessage());
  }

  /** Our own converters say what they expect; picocli's say what the value is not. */
  private static String expected(ArgSpec argument, @Nullable String reason) {
    Class<?> type = argument.typeInfo().getType();
    if (type == int.class || type == Integer.class || type == long.class) {
      return "expected a whole number";
    } else if (type == Instant.class) {
      return "expected a time such as 2026-01-31T09:30:00Z";
    } else {
      return String.valueOf(reason);
    }
  }
}
