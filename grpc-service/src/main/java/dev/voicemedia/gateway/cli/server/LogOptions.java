package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.cli.settings.KafkaOptions;
import dev.voicemedia.gateway.kafka.KafkaSettings;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
   * @throws ConfigException naming the setting that is wrong
   */
  Optional<KafkaSettings> toSettings() throws ConfigException {
    return switch (engine.strip().toLowerCase(Locale.ROOT)) {
      case EMBEDDED -> Optional.empty();
      case KAFKA -> Optional.of(kafka.toSettings());
      default ->
          throw new ConfigException("--log: " + engine + ", expected " + EMBEDDED + " or " + KAFKA);
    };
  }

  /** Settings of Kafka's clients, as they may be shown. */
  Map<String, String> clientSettings() {
    return kafka.shown();
  }
}
