package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.trace.Tracing;
import dev.voicemedia.gateway.trace.TracingSettings;
import java.util.Map;

/** Tracing, which has no flag: OpenTelemetry's own variables are the same for every program. */
final class TracingOption {
  private TracingOption() {}

  /**
   * @throws ConfigException naming the variable that is wrong
   */
  static void check(Map<String, String> environment) throws ConfigException {
    try {
      TracingSettings.check(environment);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * @throws ConfigException naming the variable that is wrong
   */
  static Tracing start(Map<String, String> environment) throws ConfigException {
    try {
      return TracingSettings.start(environment);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(String.valueOf(wrong.getMessage()));
    }
  }
}
