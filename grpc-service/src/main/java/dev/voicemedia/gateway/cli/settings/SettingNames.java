package dev.voicemedia.gateway.cli.settings;

import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Names of all settings. */
public final class SettingNames {
  /** Read before there is a command line. */
  public static final String CONFIG = "VOICEMEDIA_CONFIG";

  public static final String LOG_LEVEL = "VOICEMEDIA_LOG_LEVEL";
  public static final String LOG_FORMAT = "VOICEMEDIA_LOG_FORMAT";
  public static final String API_KEY_FILE = "TELNYX_API_KEY_FILE";

  private SettingNames() {}

  /** Environment variables that any command reads its options from, and those without a flag. */
  public static Set<String> of(CommandLine root) {
    Set<String> names = new TreeSet<>(Set.of(CONFIG, LOG_LEVEL, LOG_FORMAT, API_KEY_FILE));
    collect(root, names);
    return names;
  }

  /** The same, of all commands of a program whose command line may lack those not called. */
  public static Set<String> ofProgram(CommandSpec root) {
    return of(((Program) root.userObject()).allCommands());
  }

  private static void collect(CommandLine command, Set<String> names) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      DefaultValues.variableOf(option).ifPresent(names::add);
    }
    command.getSubcommands().values().forEach(each -> collect(each, names));
  }

  /** What the root of a command line is part of. */
  @FunctionalInterface
  public interface Program {
    /** A command line with every command. */
    CommandLine allCommands();
  }
}
