package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.cli.text.ByteSize;
import dev.voicemedia.gateway.cli.text.DurationConverter;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Settings of how much the event log keeps. */
final class RetentionOptions {
  private static final Duration MIN_RETENTION = Duration.ofMinutes(10);
  private static final ByteSize MIN_BYTES = new ByteSize(64L << 20);

  @Option(
      names = "--retention",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_RETENTION}",
      description =
          "how long events are kept, such as 90m, 12h or 7d [VOICEMEDIA_RETENTION] (default:"
              + " ${DEFAULT-VALUE})")
  Duration retention = EventLogSettings.DEFAULTS.retention();

  @Option(
      names = "--retention-bytes",
      paramLabel = "SIZE",
      defaultValue = "${env:VOICEMEDIA_RETENTION_BYTES}",
      description =
          "how much disk space events may take, such as 500MiB, 10GiB or 1TiB; the oldest are"
              + " deleted first [VOICEMEDIA_RETENTION_BYTES] (default: ${DEFAULT-VALUE})")
  ByteSize retentionBytes = new ByteSize(EventLogSettings.DEFAULTS.retentionBytes());

  @Option(
      names = "--dedupe-window",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_DEDUPE_WINDOW}",
      description =
          "how long an event's id is remembered to recognise duplicates, 10m or more"
              + " [VOICEMEDIA_DEDUPE_WINDOW] (default: ${DEFAULT-VALUE})")
  Duration dedupeWindow = EventLogSettings.DEFAULTS.dedupeWindow();

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  EventLogSettings toSettings() throws ConfigException {
    requireAtLeast("--retention", retention, MIN_RETENTION, "");
    if (retentionBytes.bytes() < MIN_BYTES.bytes()) {
      throw new ConfigException(
          "--retention-bytes: " + retentionBytes + ", expected at least " + MIN_BYTES);
    }
    requireAtLeast(
        "--dedupe-window",
        dedupeWindow,
        EventLogSettings.MIN_DEDUPE_WINDOW,
        ", twice the tolerance for a webhook's timestamp");
    return EventLogSettings.keeping(retention, retentionBytes.bytes(), dedupeWindow);
  }

  private static void requireAtLeast(String option, Duration value, Duration least, String why)
      throws ConfigException {
    if (value.compareTo(least) < 0) {
      throw new ConfigException(
          "%s: %s, expected at least %s%s"
              .formatted(
                  option, DurationConverter.format(value), DurationConverter.format(least), why));
    }
  }
}
