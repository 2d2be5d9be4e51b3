package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.cli.settings.ConfigFile;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.cli.settings.SettingNames;
import dev.voicemedia.gateway.cli.text.ByteSize;
import dev.voicemedia.gateway.cli.text.DurationConverter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every setting of serve, from each source that may set it: flag > environment > file > default.
 */
class SettingsMatrixTest {
  private static final String KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

  @TempDir Path folder;

  @ParameterizedTest(name = "flag {0}, environment {1}, file {2}")
  @CsvSource({
    "false, false, false",
    "false, false, true",
    "false, true,  false",
    "false, true,  true",
    "true,  false, false",
    "true,  false, true",
    "true,  true,  false",
    "true,  true,  true",
  })
  void aFlagGoesBeforeTheEnvironmentThatBeforeTheFileAndThatBeforeTheDefault(
      boolean inFlags, boolean inEnvironment, boolean inFile) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    Map<String, String> environment = new HashMap<>();
    StringBuilder file = new StringBuilder();
    Map<String, String> expected = new TreeMap<>();
    for (OptionSpec option : settings()) {
      String flag = option.longestName();
      String variable = DefaultValues.variableOf(option).orElseThrow();
      List<String> values = threeValues(option, expected.size());
      String inCode = text(option.initialValue());
      assertThat(values).as(flag).doesNotContain(inCode).doesNotHaveDuplicates();
      expected.put(flag, inCode);
      if (inFile) {
        file.append(ConfigFile.keyOf(variable) + ": \"" + values.get(2) + "\"\n");
        expected.put(flag, values.get(2));
      }
      if (inEnvironment) {
        environment.put(variable, values.get(1));
        expected.put(flag, values.get(1));
      }
      if (inFlags) {
        arguments.add(flag + "=" + values.get(0));
        expected.put(flag, values.get(0));
      }
    }

    CommandLine commandLine = Main.commandLine(values(environment, file.toString()));
    commandLine.parseArgs(arguments.toArray(String[]::new));

    Map<String, String> parsed = new TreeMap<>();
    expected
        .keySet()
        .forEach(
            flag ->
                parsed.put(
                    flag, text(serve(commandLine).getCommandSpec().findOption(flag).getValue())));
    assertThat(parsed).hasSizeGreaterThan(30).isEqualTo(expected);
  }

  @Test
  void aSwitchIsOnIfTheFlagTheEnvironmentOrTheFileSaysSo() throws Exception {
    String flag = "--allow-plaintext";
    Map<String, String> on = Map.of("VOICEMEDIA_ALLOW_PLAINTEXT", "true");
    CommandLine bare = Main.commandLine(values(on, ""));
    bare.parseArgs("serve", flag);

    assertThat(parsed(flag, null, Map.of(), "")).isEqualTo("false");
    assertThat(parsed(flag, null, on, "")).isEqualTo("true");
    assertThat(parsed(flag, null, Map.of(), "allow_plaintext: true")).isEqualTo("true");
    assertThat(parsed(flag, "false", on, "")).isEqualTo("false");
    assertThat(text(serve(bare).getCommandSpec().findOption(flag).getValue())).isEqualTo("true");
  }

  @Test
  void anOptionWithoutAVariableKeepsTheConstantOfItsAnnotation() {
    CommandLine root = Main.commandLine(new DefaultValues(Map.of(), ConfigFile.none()));
    root.parseArgs("speak", "--call", "v3:call", "Hello");
    CommandLine speak = Objects.requireNonNull(root.getSubcommands().get("speak"));

    assertThat(text(speak.getCommandSpec().findOption("--timeout").getValue())).startsWith("15");
  }

  @Test
  void configCheckShowsEachValueAndItsSourceButNoSecret() throws Exception {
    Map<String, String> environment =
        Map.of("TELNYX_API_KEY", "KEYsecret", "VOICEMEDIA_GRPC_PORT", "1234");
    StringWriter out = new StringWriter();
    CommandLine commandLine =
        Main.commandLine(values(environment, "telnyx_public_key: [" + KEY + "]\nretention: 9d"));

    int code =
        commandLine.setOut(new PrintWriter(out)).execute("config", "check", "--admin-port", "4321");

    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .contains(
            "admin_port = 4321  (flag --admin-port)",
            "grpc_port = 1234  (environment VOICEMEDIA_GRPC_PORT)",
            "retention = 9d  (file " + folder.resolve("voicemedia.yaml") + ")",
            "telnyx_api_key = not shown  (environment TELNYX_API_KEY)",
            "telnyx_public_key = " + KEY + "  (file " + folder.resolve("voicemedia.yaml") + ")",
            "webhook_port = 8080  (default)");
    assertThat(out.toString()).doesNotContain("KEYsecret");
  }

  @Test
  void configCheckFailsForWhatServeWouldRefuseAndForVariablesThatAreNoSettings() throws Exception {
    Map<String, String> good = Map.of("TELNYX_API_KEY", "KEYsecret", "TELNYX_PUBLIC_KEY", KEY);
    Map<String, String> unknown =
        Map.of(
            "TELNYX_API_KEY", "KEYsecret", "TELNYX_PUBLIC_KEY", KEY, "VOICEMEDIA_GRPC_PROT", "1");

    assertThat(failure(good)).isEmpty();
    assertThat(failure(Map.of()))
        .startsWith("voicemedia config check: TELNYX_PUBLIC_KEY: missing, expected");
    assertThat(failure(good, "--retention", "1m"))
        .isEqualTo("voicemedia config check: --retention: 1m, expected at least 10m");
    assertThat(failure(unknown))
        .isEqualTo(
            "voicemedia config check: VOICEMEDIA_GRPC_PROT: no such setting, expected"
                + " VOICEMEDIA_GRPC_PORT");
    assertThat(failure(Map.of("VOICEMEDIA_GRPC_PORT", "tcp://10.0.0.1:50051")))
        .contains("--grpc-port: tcp://10.0.0.1:50051", "enableServiceLinks: false");
  }

  @Test
  void theKeysFileMayBeNamedInTheFileUnlessTheEnvironmentHasAKey() throws Exception {
    Path secret = Files.writeString(folder.resolve("key"), "KEYsecret\n");
    String file = "telnyx_public_key: " + KEY + "\ntelnyx_api_key_file: " + secret;
    Map<String, String> name = Map.of("TELNYX_API_KEY_FILE", secret.toString());

    assertThat(values(Map.of(), file).environment()).isEqualTo(name);
    assertThat(values(Map.of("TELNYX_API_KEY", "KEY"), file).environment())
        .isEqualTo(Map.of("TELNYX_API_KEY", "KEY"));
    assertThat(values(Map.of("TELNYX_API_KEY_FILE", "other"), file).environment())
        .isEqualTo(Map.of("TELNYX_API_KEY_FILE", "other"));
  }

  @Test
  void theFileIsTheOneThatTheFlagNamesOrElseTheEnvironment() throws Exception {
    Path one = Files.writeString(folder.resolve("one.yaml"), "grpc_port: 1");
    Path other = Files.writeString(folder.resolve("other.yaml"), "grpc_port: 2");
    Map<String, String> environment = Map.of("VOICEMEDIA_CONFIG", one.toString());

    assertThat(Main.configFile(new String[] {"serve"}, Map.of())).hasToString("");
    assertThat(Main.configFile(new String[] {"serve"}, environment)).hasToString(one.toString());
    assertThat(Main.configFile(new String[] {"serve", "--config=" + other}, environment))
        .hasToString(other.toString());
    assertThat(Main.configFile(new String[] {"--config", other.toString(), "serve"}, environment))
        .hasToString(other.toString());
    assertThat(Main.configFile(new String[] {"speak", "--", "--config=" + other}, Map.of()))
        .hasToString("");
  }

  private String failure(Map<String, String> environment, String... flags) throws Exception {
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine(values(environment, ""))
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(
                Stream.concat(Stream.of("config", "check"), Stream.of(flags))
                    .toArray(String[]::new));
    assertThat(code).isEqualTo(err.toString().isEmpty() ? 0 : 2);
    return err.toString().strip();
  }

  private String parsed(
      String flag, @Nullable String value, Map<String, String> environment, String file)
      throws Exception {
    CommandLine commandLine = Main.commandLine(values(environment, file));
    commandLine.parseArgs(
        value == null ? new String[] {"serve"} : new String[] {"serve", flag + "=" + value});
    return text(serve(commandLine).getCommandSpec().findOption(flag).getValue());
  }

  private DefaultValues values(Map<String, String> environment, String file) throws Exception {
    Path path = Files.writeString(folder.resolve("voicemedia.yaml"), file);
    return new DefaultValues(
        environment, ConfigFile.read(path, SettingNames.of(Main.commandLine())));
  }

  private static List<OptionSpec> settings() {
    return serve(Main.commandLine()).getCommandSpec().options().stream()
        .filter(option -> DefaultValues.variableOf(option).isPresent())
        .filter(option -> option.type() != boolean.class) // there are no three values of it
        .filter(option -> !option.longestName().equals("--config"))
        .toList();
  }

  private static CommandLine serve(CommandLine root) {
    return Objects.requireNonNull(root.getSubcommands().get("serve"));
  }

  /** Values of a flag, an environment variable and a file: those of no other setting. */
  private static List<String> threeValues(OptionSpec option, int number) {
    Class<?> type = option.type();
    return Stream.of(101, 301, 501) // odd, as 120m is written 2h
        .map(source -> source + 2 * number)
        .map(
            value ->
                type == int.class
                    ? Integer.toString(value)
                    : type == Duration.class
                        ? value + "m"
                        : type == ByteSize.class ? value + "MiB" : "/" + value)
        .toList();
  }

  private static String text(@Nullable Object value) {
    return value instanceof Duration duration
        ? DurationConverter.format(duration)
        : String.valueOf(value);
  }
}
