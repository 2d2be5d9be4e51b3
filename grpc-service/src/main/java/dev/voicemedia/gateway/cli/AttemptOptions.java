package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.time.Backoff;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Bounds;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Hedge;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Windows;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a gateway sends commands. */
final class AttemptOptions {
  @Option(
      names = "--max-in-flight",
      paramLabel = "COUNT",
      defaultValue = "${env:VOICEMEDIA_MAX_IN_FLIGHT:-90}",
      description =
          "commands that are at Telnyx at a time [VOICEMEDIA_MAX_IN_FLIGHT] (default: 90)")
  int maxInFlight;

  @Option(
      names = "--max-queued",
      paramLabel = "COUNT",
      defaultValue = "${env:VOICEMEDIA_MAX_QUEUED:-2000}",
      description =
          "commands that wait for their turn; more are refused [VOICEMEDIA_MAX_QUEUED]"
              + " (default: 2000)")
  int maxQueued;

  @Option(
      names = "--hedge-delay",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_HEDGE_DELAY:-500ms}",
      description =
          "time after which a command that is not answered is sent a second time"
              + " [VOICEMEDIA_HEDGE_DELAY] (default: 500ms)")
  Duration hedgeDelay;

  @Option(
      names = "--hedge-percent",
      paramLabel = "PERCENT",
      defaultValue = "${env:VOICEMEDIA_HEDGE_PERCENT:-10}",
      description =
          "of recent commands that may be, 0 for none [VOICEMEDIA_HEDGE_PERCENT] (default: 10)")
  int hedgePercent;

  @Option(
      names = "--retry-backoff",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_RETRY_BACKOFF:-100ms}",
      description =
          "time before the first retry; doubles with each [VOICEMEDIA_RETRY_BACKOFF]"
              + " (default: 100ms)")
  Duration retryBackoff;

  @Option(
      names = "--retry-backoff-max",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_RETRY_BACKOFF_MAX:-5s}",
      description = "time between retries at most [VOICEMEDIA_RETRY_BACKOFF_MAX] (default: 5s)")
  Duration retryBackoffMax;

  @Option(
      names = "--attempt-timeout",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_ATTEMPT_TIMEOUT:-10s}",
      description =
          "time after which an attempt without an answer has failed"
              + " [VOICEMEDIA_ATTEMPT_TIMEOUT] (default: 10s)")
  Duration attemptTimeout;

  @Option(
      names = "--retry-window",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_RETRY_WINDOW:-45s}",
      description =
          "time after the first send in which a command may be sent again, under 60s"
              + " [VOICEMEDIA_RETRY_WINDOW] (default: 45s)")
  Duration retryWindow;

  @Option(
      names = "--command-memory",
      paramLabel = "TIME",
      defaultValue = "${env:VOICEMEDIA_COMMAND_MEMORY:-120s}",
      description =
          "time for which an ended command is remembered, 60s or more"
              + " [VOICEMEDIA_COMMAND_MEMORY] (default: 120s)")
  Duration commandMemory;

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  AttemptPolicy toPolicy() throws ConfigException {
    AttemptPolicy defaults = AttemptPolicy.DEFAULTS;
    try {
      return new AttemptPolicy(
          new Hedge(hedgeDelay, hedgePercent / 100.0),
          new Backoff(retryBackoff, retryBackoffMax),
          new Bounds(maxInFlight, maxQueued),
          new Windows(attemptTimeout, retryWindow, commandMemory, defaults.windows().remembered()),
          defaults.breaker());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }
}
