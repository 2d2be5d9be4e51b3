package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.time.Backoff;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Bounds;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Hedge;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Windows;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Settings of how commands are sent to Telnyx. */
final class AttemptOptions {
  private static final AttemptPolicy DEFAULTS = AttemptPolicy.DEFAULTS;

  @Option(
      names = "--max-in-flight",
      paramLabel = "COUNT",
      defaultValue = "${env:VOICEMEDIA_MAX_IN_FLIGHT}",
      description =
          "most attempts in flight to Telnyx [VOICEMEDIA_MAX_IN_FLIGHT] (default:"
              + " ${DEFAULT-VALUE})")
  int maxInFlight = DEFAULTS.bounds().inFlight();

  @Option(
      names = "--max-queued",
      paramLabel = "COUNT",
      defaultValue = "${env:VOICEMEDIA_MAX_QUEUED}",
      description =
          "most commands that wait in the queue; further ones are refused [VOICEMEDIA_MAX_QUEUED]"
              + " (default: ${DEFAULT-VALUE})")
  int maxQueued = DEFAULTS.bounds().queue();

  @Option(
      names = "--hedge-delay",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_HEDGE_DELAY}",
      description =
          "how long a command may go unanswered before it is sent a second time"
              + " [VOICEMEDIA_HEDGE_DELAY] (default: ${DEFAULT-VALUE})")
  Duration hedgeDelay = DEFAULTS.hedge().delay();

  @Option(
      names = "--hedge-percent",
      paramLabel = "PERCENT",
      defaultValue = "${env:VOICEMEDIA_HEDGE_PERCENT}",
      description =
          "share of recent commands that may be sent a second time, 0 for none"
              + " [VOICEMEDIA_HEDGE_PERCENT] (default: ${DEFAULT-VALUE})")
  int hedgePercent = (int) Math.round(DEFAULTS.hedge().share() * 100);

  @Option(
      names = "--retry-backoff",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_RETRY_BACKOFF}",
      description =
          "pause before the first retry; it doubles with each [VOICEMEDIA_RETRY_BACKOFF] (default:"
              + " ${DEFAULT-VALUE})")
  Duration retryBackoff = DEFAULTS.backoff().first();

  @Option(
      names = "--retry-backoff-max",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_RETRY_BACKOFF_MAX}",
      description =
          "longest pause between retries [VOICEMEDIA_RETRY_BACKOFF_MAX] (default:"
              + " ${DEFAULT-VALUE})")
  Duration retryBackoffMax = DEFAULTS.backoff().longest();

  @Option(
      names = "--attempt-timeout",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_ATTEMPT_TIMEOUT}",
      description =
          "how long to wait for the answer to one attempt [VOICEMEDIA_ATTEMPT_TIMEOUT] (default:"
              + " ${DEFAULT-VALUE})")
  Duration attemptTimeout = DEFAULTS.windows().attempt();

  @Option(
      names = "--retry-window",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_RETRY_WINDOW}",
      description =
          "how long after the first attempt another may start, under 60s [VOICEMEDIA_RETRY_WINDOW]"
              + " (default: ${DEFAULT-VALUE})")
  Duration retryWindow = DEFAULTS.windows().retry();

  @Option(
      names = "--command-memory",
      paramLabel = "DURATION",
      defaultValue = "${env:VOICEMEDIA_COMMAND_MEMORY}",
      description =
          "how long a finished command is remembered to answer its repeats, 60s or more"
              + " [VOICEMEDIA_COMMAND_MEMORY] (default: ${DEFAULT-VALUE})")
  Duration commandMemory = DEFAULTS.windows().memory();

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  AttemptPolicy toPolicy() throws ConfigException {
    try {
      return new AttemptPolicy(
          new Hedge(hedgeDelay, hedgePercent / 100.0),
          new Backoff(retryBackoff, retryBackoffMax),
          new Bounds(maxInFlight, maxQueued),
          new Windows(attemptTimeout, retryWindow, commandMemory, DEFAULTS.windows().remembered()),
          DEFAULTS.breaker());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }
}
