package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.cli.settings.KafkaOptions;
import dev.voicemedia.gateway.kafka.KafkaSettings;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Choice of the engine that the event log is on. */
final class LogOptions {
  private static final String EMBEDDED = "embedded";
  private static final String KAFKA = "kafka";

  @Option(
      names = "--log",
      paramLabel = "ENGINE",
      defaultValue = "${env:VOICEMEDIA_LOG}",
      description =
          "what the event log is on: embedded, on this gateway's disk, or kafka, which several"
              + " gateways share [VOICEMEDIA_LOG] (default: ${DEFAULT-VALUE})")
  String engine = EMBEDDED;

  @Mixin KafkaOptions kafka;

  /**
   * Where the log is on Kafka; empty if it is embedded.
   *
   * @param environment has the settings of Kafka's clients
   * @throws ConfigException naming the setting that is wrong
   */
  Optional<KafkaSettings> toSettings(Supplier<Map<String, String>> environment)
      throws ConfigException {
    try {
      return switch (engine.strip().toLowerCase(Locale.ROOT)) {
        case EMBEDDED -> Optional.empty();
        case KAFKA -> Optional.of(kafka.toSettings(environment.get()));
        default ->
            throw new ConfigException(
                "--log: " + engine + ", expected " + EMBEDDED + " or " + KAFKA);
      };
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }
}
