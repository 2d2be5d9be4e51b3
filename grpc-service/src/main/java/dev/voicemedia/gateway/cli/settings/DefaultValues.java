package dev.voicemedia.gateway.cli.settings;

import dev.voicemedia.gateway.cli.text.DurationConverter;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Value of an option that the command line does not set: the one of its environment variable, or
 * else the one in the configuration file, or else the one that its field starts with, which is the
 * only place in code that states a default. An annotation's {@code defaultValue} names the
 * variable; only an option that has none states a constant there.
 */
public final class DefaultValues implements IDefaultValueProvider {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+)}");

  private final Map<String, String> environment;
  private final ConfigFile file;

  public DefaultValues(Map<String, String> environment, ConfigFile file) {
    this.environment = Map.copyOf(environment);
    this.file = file;
  }

  /** Name of the environment variable of an option, if it has one. */
  public static Optional<String> variableOf(ArgSpec option) {
    if (!(option.userObject() instanceof AnnotatedElement field)) {
      return Optional.empty();
    }
    CommandLine.Option annotation = field.getAnnotation(CommandLine.Option.class);
    if (annotation == null) {
      return Optional.empty();
    }
    Matcher variable = VARIABLE.matcher(annotation.defaultValue());
    return variable.matches() ? Optional.of(variable.group(1)) : Optional.empty();
  }

  @Override
  public @Nullable String defaultValue(ArgSpec option) {
    Optional<String> variable = variableOf(option);
    if (variable.isEmpty()) {
      String constant = option.defaultValue();
      return constant == null ? inCode(option) : constant;
    }
    String given = variable.map(this::inEnvironment).orElse(null);
    if (given == null) {
      given = variable.flatMap(file::value).orElse(null);
    }
    return given == null ? inCode(option) : given;
  }

  /** Source of an option's value, if the command line does not set it. */
  public String origin(ArgSpec option) {
    return variableOf(option).map(this::origin).orElse("default");
  }

  /** Source of a variable's value. */
  public String origin(String variable) {
    if (inEnvironment(variable) != null) {
      return "environment " + variable;
    }
    return file.value(variable).isPresent() ? "file " + file : "default";
  }

  /** Value of a variable, from the environment or else from the file. */
  public Optional<String> value(String variable) {
    String given = inEnvironment(variable);
    return given == null ? file.value(variable) : Optional.of(given);
  }

  /**
   * The environment, with the names of files of secrets that the configuration file has and the
   * environment does not, in one way or the other.
   */
  public Map<String, String> environment() {
    Map<String, String> merged = new HashMap<>(environment);
    String secretFile = SettingNames.API_KEY_FILE;
    if (!environment.containsKey("TELNYX_API_KEY") && !environment.containsKey(secretFile)) {
      file.value(secretFile).ifPresent(value -> merged.put(secretFile, value));
    }
    return merged;
  }

  private @Nullable String inEnvironment(String variable) {
    String given = environment.get(variable);
    // Programs agree on the names of these, but not on their case.
    return given == null && variable.endsWith("_PROXY")
        ? environment.get(variable.toLowerCase(Locale.ROOT))
        : given;
  }

  private static @Nullable String inCode(ArgSpec option) {
    Object initial = option.initialValue();
    if (initial == null || initial instanceof Boolean || option.isMultiValue()) {
      return null;
    }
    return initial instanceof Duration duration
        ? DurationConverter.format(duration)
        : initial.toString();
  }
}
