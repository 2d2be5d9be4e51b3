package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.cli.text.DurationConverter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Value of an option that the command line does not set: the one of its environment variable, or
 * else the one that its field starts with, which is the only place in code that states a default.
 */
final class DefaultValues implements IDefaultValueProvider {
  @Override
  public @Nullable String defaultValue(ArgSpec option) {
    String fromEnvironment = option.defaultValue();
    return fromEnvironment == null ? inCode(option) : fromEnvironment;
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
