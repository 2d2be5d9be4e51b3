package dev.voicemedia.gateway.cli.settings;

import dev.voicemedia.gateway.kafka.KafkaSettings;
import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * Settings of a log on Kafka. Those of Kafka's own clients have no flags, as some are secrets: each
 * has a variable of the environment, named after it.
 */
public final class KafkaOptions {
  private static final String PREFIX = "VOICEMEDIA_KAFKA_";

  /** What Kubernetes sets for a service named voicemedia-kafka. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(PREFIX + "(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP)\\w*)?)");

  private static final String FILE_SUFFIX = "_FILE";
  private static final String SERVERS = "--kafka-bootstrap-servers";

  @Option(
      names = SERVERS,
      paramLabel = "HOST:PORT[,HOST:PORT]",
      defaultValue = "${env:VOICEMEDIA_KAFKA_BOOTSTRAP_SERVERS}",
      description =
          "brokers of the log on Kafka; any setting of Kafka's clients is a variable likewise, such"
              + " as VOICEMEDIA_KAFKA_SECURITY_PROTOCOL [VOICEMEDIA_KAFKA_BOOTSTRAP_SERVERS]"
              + " (default: none)")
  String bootstrapServers = "";

  @Option(
      names = "--kafka-topic",
      paramLabel = "NAME",
      defaultValue = "${env:VOICEMEDIA_KAFKA_TOPIC}",
      description = "topic that is the log [VOICEMEDIA_KAFKA_TOPIC] (default: ${DEFAULT-VALUE})")
  String topic = KafkaSettings.TOPIC;

  /** Options that a command line fills. */
  public KafkaOptions() {}

  /**
   * The settings, those of the environment included.
   *
   * @throws IllegalArgumentException naming the setting that is missing or wrong
   */
  public KafkaSettings toSettings(Map<String, String> environment) {
    if (bootstrapServers.isBlank()) {
      throw wrong(SERVERS + ": missing, expected brokers such as kafka-1:9092,kafka-2:9092");
    }
    Map<String, String> client = clientSettings(environment);
    return new KafkaSettings(bootstrapServers.strip(), topic.strip(), client);
  }

  /** The settings of Kafka's clients that the environment has, with secrets left out. */
  public static Map<String, String> shown(Map<String, String> environment) {
    Map<String, String> shown = new TreeMap<>();
    environment.forEach(
        (variable, value) -> {
          if (isClientSetting(variable)) {
            String name = nameOf(variable);
            shown.put(variable, KafkaSettings.isSecret(name) ? "not shown" : value);
          }
        });
    return shown;
  }

  /** Whether a variable of the environment is a setting of Kafka's clients. */
  public static boolean isClientSetting(String variable) {
    return variable.startsWith(PREFIX)
        && !variable.equals(PREFIX + "BOOTSTRAP_SERVERS")
        && !variable.equals(PREFIX + "TOPIC")
        && !SERVICE_LINK.matcher(variable).matches();
  }

  private static Map<String, String> clientSettings(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    environment.forEach(
        (variable, value) -> {
          if (isClientSetting(variable)) {
            boolean file = variable.endsWith(FILE_SUFFIX);
            String name =
                nameOf(
                    file
                        ? variable.substring(0, variable.length() - FILE_SUFFIX.length())
                        : variable);
            if (settings.put(name, file ? read(variable, value) : value) != null) {
              throw wrong(variable + ": its setting has another variable, expected one of them");
            }
          }
        });
    return settings;
  }

  /** VOICEMEDIA_KAFKA_SECURITY_PROTOCOL is security.protocol. */
  private static String nameOf(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static String read(String variable, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw wrong(variable + ": cannot read " + file + " (" + Failures.ofFile(e) + ")");
    } catch (InvalidPathException e) {
      throw wrong(variable + ": " + file + ", expected the name of a file");
    }
  }

  private static IllegalArgumentException wrong(String message) {
    return new IllegalArgumentException(message);
  }
}
