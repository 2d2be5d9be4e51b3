package dev.voicemedia.gateway.trace;

import java.util.List;
import java.util.Map;

/** Tracing as OpenTelemetry's own environment variables ask for it. */
public final class TracingSettings {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
  private static final String DISABLED = "OTEL_SDK_DISABLED";
  private static final List<String> PROTOCOLS =
      List.of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");

  private TracingSettings() {}

  /**
   * Starts tracing if the environment names an exporter or where to export to. Otherwise it is off,
   * and no class of OpenTelemetry is loaded.
   *
   * @throws IllegalArgumentException naming the variable that has a value which is not supported
   */
  public static Tracing start(Map<String, String> environment) {
    check(environment);
    return isOn(environment) ? OpenTelemetryTracing.start(environment) : Tracing.OFF;
  }

  /**
   * Checks the variables that decide what is loaded; the others are OpenTelemetry's own business.
   *
   * @throws IllegalArgumentException naming the variable that has a value which is not supported
   */
  public static void check(Map<String, String> environment) {
    if (!isOn(environment)) {
      return;
    }
    String exporter = environment.getOrDefault(EXPORTER, "");
    if (!exporter.isEmpty() && !exporter.equals("otlp")) {
      throw new IllegalArgumentException(EXPORTER + ": " + exporter + ", expected otlp or none");
    }
    for (String variable : PROTOCOLS) {
      String protocol = environment.getOrDefault(variable, "");
      if (!protocol.isEmpty() && !protocol.equals("http/protobuf")) {
        throw new IllegalArgumentException(
            variable + ": " + protocol + ", expected http/protobuf, mostly on port 4318");
      }
    }
  }

  private static boolean isOn(Map<String, String> environment) {
    boolean asked =
        !environment.getOrDefault(ENDPOINT, "").isEmpty()
            || !environment.getOrDefault(TRACES_ENDPOINT, "").isEmpty()
            || !environment.getOrDefault(EXPORTER, "").isEmpty();
    return asked
        && !"none".equals(environment.get(EXPORTER))
        && !"true".equalsIgnoreCase(environment.get(DISABLED));
  }
}
