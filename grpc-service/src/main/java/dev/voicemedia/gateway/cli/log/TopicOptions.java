package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.cli.settings.KafkaOptions;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.kafka.KafkaSettings;
import dev.voicemedia.gateway.kafka.LogTopic;
import dev.voicemedia.gateway.kafka.TopicException;
import dev.voicemedia.gateway.kafka.TopicFinding;
import dev.voicemedia.gateway.kafka.TopicRules;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Choice of the topic, and of what the gateways that use it are to keep. */
final class TopicOptions {
  @Mixin KafkaOptions kafka;

  @Option(
      names = "--retention",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_RETENTION}",
      description =
          "how long the gateways keep events [VOICEMEDIA_RETENTION] (default: ${DEFAULT-VALUE})")
  Duration retention = EventLogSettings.DEFAULTS.retention();

  @Option(
      names = "--dedupe-window",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_DEDUPE_WINDOW}",
      description =
          "how long the gateways remember events' ids [VOICEMEDIA_DEDUPE_WINDOW] (default:"
              + " ${DEFAULT-VALUE})")
  Duration dedupeWindow = EventLogSettings.DEFAULTS.dedupeWindow();

  private TopicOptions() {}

  /**
   * Connects to the brokers with the settings of a command's options and environment.
   *
   * @throws ParameterException naming the setting that is missing or wrong
   */
  LogTopic open(CommandSpec command) throws TopicException {
    return new LogTopic(settings(command));
  }

  /**
   * Where the topic is, by a command's options and environment.
   *
   * @throws ParameterException naming the setting that is missing or wrong
   */
  KafkaSettings settings(CommandSpec command) {
    Map<String, String> environment =
        ((DefaultValues) command.root().defaultValueProvider()).environment();
    try {
      return kafka.toSettings(environment);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  TopicRules rules() {
    return new TopicRules(retention, dedupeWindow);
  }

  /** Prints a line for each finding; whether none of them is a failure. */
  static boolean print(PrintWriter out, List<TopicFinding> findings) {
    findings.forEach(
        finding -> out.println((finding.failure() ? "" : "warning: ") + finding.text()));
    out.flush();
    return findings.stream().noneMatch(TopicFinding::failure);
  }
}
