package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.cli.settings.KafkaOptions;
import dev.voicemedia.v1.ErrorReason;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Holds what README and docs say of flags, variables and defaults to what the commands do. */
class ConfigurationDocsTest {
  private static final Path REPOSITORY = Path.of("..");

  /** Settings that are deliberately no flag: a secret, and what is needed before flags are read. */
  private static final Set<String> WITHOUT_FLAG =
      Set.of(
          "TELNYX_API_KEY", "TELNYX_API_KEY_FILE", "VOICEMEDIA_LOG_LEVEL", "VOICEMEDIA_LOG_FORMAT");

  /** Of {@code kafka-acls.sh}. */
  private static final Set<String> KAFKAS_FLAGS =
      Set.of(
          "--add",
          "--allow-principal",
          "--bootstrap-server",
          "--command-config",
          "--group",
          "--list",
          "--operation",
          "--topic");

  private static final Pattern VARIABLE =
      Pattern.compile("\\b(?:(?:VOICEMEDIA|TELNYX)_[A-Z_]+|(?:HTTPS|NO)_PROXY)\\b");
  private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

  private final Map<String, List<CommandLine>> commandsByFlag = commandsByFlag();

  @Test
  void tablesStateTheFlagTheVariableAndTheDefaultOfEachSetting() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages()) {
      for (Setting row : settings(page)) {
        String flag = row.flag();
        String variable = row.variable();
        if (WITHOUT_FLAG.contains(variable)) {
          continue;
        }
        for (CommandLine command : commandsByFlag.getOrDefault(flag, List.of())) {
          if (hasRequired(command)) {
            continue; // it cannot be parsed without; others have the same option
          }
          OptionSpec option = command.getCommandSpec().findOption(flag);
          if (!variable.equals(variable(option))) {
            wrong.add(page + ": " + flag + " is set by " + variable(option) + ", not " + variable);
          }
          Object stated = stated(command, flag, row.stated());
          if (!stated.equals(actual(command, flag))) {
            wrong.add(page + ": " + flag + " is " + actual(command, flag) + " not " + stated);
          }
        }
        if (!commandsByFlag.containsKey(flag)) {
          wrong.add(page + ": " + flag + " of " + variable + " is no flag");
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void everySettingStandsInATable() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (Path page : pages()) {
      settings(page).forEach(row -> documented.add(row.variable()));
    }

    assertThat(documented).isEqualTo(variables().collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void helpNamesTheVariableThatIsReadAndTheDefault() {
    commandsByFlag.forEach(
        (flag, commands) -> {
          OptionSpec option = commands.get(0).getCommandSpec().findOption(flag);
          String help = String.join(" ", option.description());
          String variable = variable(option);
          if (!variable.isEmpty()) {
            assertThat(help).contains("[" + variable + "]");
            assertThat(help.contains("(default: ") || help.contains("; required")).isTrue();
          }
          assertThat(help).doesNotContain("null");
        });
  }

  @Test
  void pagesNameOnlyFlagsAndVariablesThatExist() throws IOException {
    Set<String> unknown = new TreeSet<>();
    for (Path page : pages()) {
      String text = Files.readString(page);
      matches(FLAG, text)
          .filter(flag -> !commandsByFlag.containsKey(flag) && !KAFKAS_FLAGS.contains(flag))
          .forEach(flag -> unknown.add(page + ": " + flag));
      Set<String> known = variables().collect(Collectors.toSet());
      matches(VARIABLE, text)
          .filter(name -> !known.contains(name) && !WITHOUT_FLAG.contains(name))
          .filter(name -> !isReason(name) && !KafkaOptions.isClientSetting(name))
          .forEach(name -> unknown.add(page + ": " + name));
    }

    assertThat(unknown).isEmpty();
  }

  /** Reasons of errors look alike. */
  private static boolean isReason(String name) {
    return Arrays.stream(ErrorReason.values())
        .anyMatch(reason -> reason.name().equals("ERROR_REASON_" + name));
  }

  private static boolean hasRequired(CommandLine command) {
    return !command.getCommandSpec().requiredArgs().isEmpty()
        || command.getCommandSpec().argGroups().stream()
            .anyMatch(group -> group.multiplicity().min() > 0);
  }

  private static Object stated(CommandLine command, String flag, String cell) {
    String text = cell.startsWith("required") ? "" : cell;
    return value(command, flag, flag + "=" + text);
  }

  private static Object actual(CommandLine command, String flag) {
    return value(command, flag);
  }

  private static Object value(CommandLine command, String flag, String... arguments) {
    List<String> words =
        new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ")));
    words.addAll(List.of(arguments));
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    root.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    Object value = command.getCommandSpec().findOption(flag).getValue();
    return value instanceof Path path ? path.normalize() : value;
  }

  /** Name of the environment variable that an option is read from, or "". */
  private static String variable(OptionSpec option) {
    CommandLine.Option annotation =
        ((AnnotatedElement) option.userObject()).getAnnotation(CommandLine.Option.class);
    Matcher variable = Pattern.compile("\\$\\{env:(\\w+)}").matcher(annotation.defaultValue());
    return variable.matches() ? variable.group(1) : "";
  }

  private Stream<String> variables() {
    Stream<String> ofFlags =
        commandsByFlag.entrySet().stream()
            .flatMap(
                each ->
                    each.getValue().stream()
                        .map(command -> command.getCommandSpec().findOption(each.getKey())))
            .map(ConfigurationDocsTest::variable)
            .filter(variable -> !variable.isEmpty());
    return Stream.concat(
        ofFlags, Stream.of("TELNYX_API_KEY", "VOICEMEDIA_LOG_LEVEL", "VOICEMEDIA_LOG_FORMAT"));
  }

  private static Stream<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(REPOSITORY.resolve("docs"))) {
      return Stream.concat(Stream.of(REPOSITORY.resolve("README.md")), docs)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** Rows of the tables that have columns for variable, flag and default. */
  private static List<Setting> settings(Path page) throws IOException {
    List<Setting> rows = new ArrayList<>();
    List<String> columns = List.of();
    for (String line : Files.readAllLines(page)) {
      List<String> cells = cells(line);
      if (cells.containsAll(List.of("variable", "flag", "default"))) {
        columns = cells;
      } else if (cells.size() != columns.size()) {
        columns = List.of();
      } else if (!cells.isEmpty()) {
        rows.add(
            new Setting(
                cells.get(columns.indexOf("variable")),
                cells.get(columns.indexOf("flag")),
                cells.get(columns.indexOf("default"))));
      }
    }
    return rows.stream().filter(row -> VARIABLE.matcher(row.variable()).matches()).toList();
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("|") || !line.endsWith("|")) {
      return List.of();
    }
    return Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
        .map(cell -> cell.strip().replace("`", ""))
        .toList();
  }

  private static Map<String, List<CommandLine>> commandsByFlag() {
    Map<String, List<CommandLine>> byFlag = new TreeMap<>();
    collect(Main.commandLine(), byFlag);
    return byFlag;
  }

  private static void collect(CommandLine command, Map<String, List<CommandLine>> byFlag) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      for (String name : option.names()) {
        byFlag.computeIfAbsent(name, any -> new ArrayList<>()).add(command);
      }
    }
    command.getSubcommands().values().forEach(each -> collect(each, byFlag));
  }

  /** What a page states of a setting. */
  private record Setting(String variable, String flag, String stated) {}
}
