package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.cli.text.Suggestion;
import dev.voicemedia.gateway.event.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line about wrong input, as {@code field: value, expected what} where a value is wrong. */
final class WrongInput {
  private static final String NO_COMMAND = "Missing required subcommand";

  private WrongInput() {}

  static String describe(ParameterException wrong) {
    List<String> unmatched = wrong.getCommandLine().getUnmatchedArguments();
    if (wrong instanceof UnmatchedArgumentException && !unmatched.isEmpty()) {
      return unmatched(unmatched.get(0), wrong.getCommandLine());
    }
    if (wrong instanceof MissingParameterException) {
      // What is missing may be there, misspelt.
      Optional<String> option = unmatched.stream().filter(WrongInput::isOption).findFirst();
      if (option.isPresent()) {
        return unmatched(option.get(), wrong.getCommandLine());
      }
    }
    if (wrong.getMessage() != null && wrong.getMessage().equals(NO_COMMAND)) {
      return "no command, " + oneOf(wrong.getCommandLine());
    }
    ArgSpec argument = wrong.getArgSpec();
    if (argument == null || !(wrong.getCause() instanceof TypeConversionException conversion)) {
      return String.valueOf(wrong.getMessage());
    }
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    return name
        + ": "
        + wrong.getValue()
        + ", "
        + expected(argument, String.valueOf(wrong.getValue()), conversion.getMessage());
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") && word.length() > 1;
  }

  private static String unmatched(String word, CommandLine command) {
    if (isOption(word)) {
      String name = word.replaceFirst("=.*", "");
      List<String> known = new ArrayList<>(command.getCommandSpec().optionsMap().keySet());
      known.addAll(command.getCommandSpec().negatedOptionsMap().keySet());
      String near = Suggestion.text(name, known);
      return "no option '"
          + PrintableText.masked(name)
          + "'"
          + (near.isEmpty() ? secretHint(name) : near);
    }
    Set<String> commands = command.getSubcommands().keySet();
    if (commands.isEmpty()) {
      return "unexpected '" + PrintableText.masked(word) + "'";
    }
    String near = Suggestion.text(word, commands);
    return "no command '"
        + PrintableText.masked(word)
        + "'"
        + (near.isEmpty() ? ", " + oneOf(command) : near);
  }

  private static String oneOf(CommandLine command) {
    List<String> commands =
        command.getSubcommands().values().stream()
            .filter(each -> !each.getCommandSpec().usageMessage().hidden())
            .map(CommandLine::getCommandName)
            .distinct()
            .toList();
    return "expected one of "
        + String.join(", ", commands)
        + "; --help describes "
        + (commands.size() > 1 ? "them" : "it");
  }

  /** Secrets have no flag, since other users of the machine see the command line. */
  private static String secretHint(String option) {
    return option.contains("key") || option.contains("token")
        ? "; secrets are read from TELNYX_API_KEY, or from files that an option or variable names"
        : "";
  }

  /** Our own converters say what they expect; picocli's say what the value is not. */
  private static String expected(ArgSpec argument, String value, @Nullable String reason) {
    Class<?> type = argument.typeInfo().getType();
    if (value.startsWith("tcp://")) {
      return "expected a whole number; Kubernetes sets such variables for services, set"
          + " enableServiceLinks: false in the pod's spec";
    } else if (type == int.class || type == Integer.class || type == long.class) {
      return "expected a whole number";
    } else {
      return String.valueOf(reason);
    }
  }
}
