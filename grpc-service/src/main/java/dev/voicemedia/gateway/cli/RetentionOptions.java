package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.eventlog.EventLogSettings;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How much the event log keeps. */
final class RetentionOptions {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,6}) ?([A-Za-z]+)");
  private static final Map<String, Long> SIZES =
      Map.of("MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
  private static final Duration MIN_RETENTION = Duration.ofMinutes(10);
  private static final long MIN_BYTES = 64L << 20;

  @Option(
      names = "--retention",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_RETENTION:-7d}",
      description =
          "how long events are kept, such as 90m, 12h or 7d [VOICEMEDIA_RETENTION] (default: 7d)")
  Duration retention;

  @Option(
      names = "--retention-bytes",
      paramLabel = "SIZE",
      defaultValue = "${env:VOICEMEDIA_RETENTION_BYTES:-10GiB}",
      description =
          "how much disk events may take, such as 500MiB, 10GiB or 1TiB; the oldest go first"
              + " [VOICEMEDIA_RETENTION_BYTES] (default: 10GiB)")
  String retentionBytes;

  @Option(
      names = "--dedupe-window",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_DEDUPE_WINDOW:-72h}",
      description =
          "how long an event's id is remembered, to know a duplicate; at least 10m"
              + " [VOICEMEDIA_DEDUPE_WINDOW] (default: 72h)")
  Duration dedupeWindow;

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  EventLogSettings toSettings() throws ConfigException {
    if (retention.compareTo(MIN_RETENTION) < 0) {
      throw new ConfigException(
          "--retention: " + retention.toSeconds() + "s, expected at least 10m");
    }
    if (dedupeWindow.compareTo(EventLogSettings.MIN_DEDUPE_WINDOW) < 0) {
      throw new ConfigException(
          "--dedupe-window: "
              + dedupeWindow.toSeconds()
              + "s, expected at least 10m, twice the tolerance of a webhook's timestamp");
    }
    return EventLogSettings.keeping(
        retention, bytes("--retention-bytes", retentionBytes), dedupeWindow);
  }

  private static long bytes(String name, String text) throws ConfigException {
    Matcher parts = NUMBER_AND_UNIT.matcher(text);
    Long unit = parts.matches() ? SIZES.get(parts.group(2)) : null;
    long bytes = unit == null ? 0 : unit * Integer.parseInt(parts.group(1));
    if (bytes < MIN_BYTES) {
      throw new ConfigException(
          name + ": " + text + ", expected 64MiB or more, such as 500MiB, 10GiB or 1TiB");
    }
    return bytes;
  }
}
