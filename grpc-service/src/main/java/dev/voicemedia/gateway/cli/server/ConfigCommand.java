package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.cli.settings.ConfigFile;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.cli.settings.KafkaOptions;
import dev.voicemedia.gateway.cli.settings.SettingNames;
import dev.voicemedia.gateway.cli.settings.UnknownVariables;
import dev.voicemedia.gateway.cli.text.DurationConverter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** Commands about the gateway's configuration. */
@Command(
    name = "config",
    description = "Shows and checks the configuration.",
    subcommands = ConfigCommand.CheckCommand.class)
public final class ConfigCommand {
  private ConfigCommand() {}

  /** Effective settings, and whether {@code serve} would start with them. */
  @Command(
      name = "check",
      description = {
        "Prints every setting that serve would use and where it comes from, as key = value.",
        "Secrets are not shown. Exits with 2 if serve would refuse them, or if a variable of the"
            + " environment is no setting."
      })
  static final class CheckCommand implements Callable<Integer> {
    @Mixin TelnyxOptions telnyx;

    @Mixin ServerOptions server;

    @Spec private CommandSpec spec;

    private CheckCommand() {}

    @Override
    public Integer call() throws ConfigException {
      DefaultValues values = (DefaultValues) spec.root().defaultValueProvider();
      PrintWriter out = spec.commandLine().getOut();
      lines(values).forEach((key, line) -> out.println(key + " = " + line));
      out.flush();
      List<String> unknown =
          UnknownVariables.in(values.environment(), SettingNames.of(spec.root().commandLine()));
      if (!unknown.isEmpty()) {
        throw new ConfigException(String.join("; ", unknown));
      }
      TracingOption.check(values.environment());
      telnyx.toConfig(new Secrets(values.environment()), server);
      return 0;
    }

    private Map<String, String> lines(DefaultValues values) {
      Map<String, String> lines = new TreeMap<>();
      for (OptionSpec option : spec.options()) {
        DefaultValues.variableOf(option)
            .filter(variable -> !variable.equals(SettingNames.CONFIG))
            .ifPresent(
                variable ->
                    lines.put(
                        ConfigFile.keyOf(variable),
                        text(option.getValue()) + "  (" + origin(option, values) + ")"));
      }
      KafkaOptions.shown(values.environment())
          .forEach(
              (variable, value) ->
                  lines.put(
                      ConfigFile.keyOf(variable), value + "  (environment " + variable + ")"));
      String level = SettingNames.LOG_LEVEL;
      lines.put(
          ConfigFile.keyOf(level),
          values.value(level).orElse("INFO") + "  (" + values.origin(level) + ")");
      String key = "TELNYX_API_KEY";
      lines.put(
          ConfigFile.keyOf(key),
          values.environment().containsKey(key)
              ? "not shown  (environment " + key + ")"
              : values
                  .value(SettingNames.API_KEY_FILE)
                  .map(
                      file ->
                          "in "
                              + file
                              + ", not shown  ("
                              + values.origin(SettingNames.API_KEY_FILE)
                              + ")")
                  .orElse("missing"));
      return lines;
    }

    private String origin(OptionSpec option, DefaultValues values) {
      return spec.commandLine().getParseResult().hasMatchedOption(option)
          ? "flag " + option.longestName()
          : values.origin(option);
    }

    private static String text(@Nullable Object value) {
      return value instanceof Duration duration
          ? DurationConverter.format(duration)
          : String.valueOf(value);
    }
  }
}
