package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.config.AttemptPolicy;
import dev.voicemedia.gateway.config.AttemptPolicy.Backoff;
import dev.voicemedia.gateway.config.AttemptPolicy.Bounds;
import dev.voicemedia.gateway.config.AttemptPolicy.Hedge;
import dev.voicemedia.gateway.config.AttemptPolicy.Windows;
import dev.voicemedia.gateway.config.ConfigException;
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
      paramLabel = "MS",
      defaultValue = "${env:VOICEMEDIA_HEDGE_DELAY:-500}",
      description =
          "milliseconds after which a command that is not answered is sent a second time"
              + " [VOICEMEDIA_HEDGE_DELAY] (default: 500)")
  long hedgeDelay;

  @Option(
      names = "--hedge-percent",
      paramLabel = "PERCENT",
      defaultValue = "${env:VOICEMEDIA_HEDGE_PERCENT:-10}",
      description =
          "of recent commands that may be, 0 for none [VOICEMEDIA_HEDGE_PERCENT] (default: 10)")
  int hedgePercent;

  @Option(
      names = "--retry-backoff",
      paramLabel = "MS",
      defaultValue = "${env:VOICEMEDIA_RETRY_BACKOFF:-100}",
      description =
          "milliseconds before the first retry; doubles with each [VOICEMEDIA_RETRY_BACKOFF]"
              + " (default: 100)")
  long retryBackoff;

  @Option(
      names = "--retry-backoff-max",
      paramLabel = "MS",
      defaultValue = "${env:VOICEMEDIA_RETRY_BACKOFF_MAX:-5000}",
      description =
          "milliseconds between retries at most [VOICEMEDIA_RETRY_BACKOFF_MAX] (default: 5000)")
  long retryBackoffMax;

  @Option(
      names = "--attempt-timeout",
      paramLabel = "MS",
      defaultValue = "${env:VOICEMEDIA_ATTEMPT_TIMEOUT:-10000}",
      description =
          "milliseconds after which an attempt without an answer has failed"
              + " [VOICEMEDIA_ATTEMPT_TIMEOUT] (default: 10000)")
  long attemptTimeout;

  @Option(
      names = "--retry-window",
      paramLabel = "S",
      defaultValue = "${env:VOICEMEDIA_RETRY_WINDOW:-45}",
      description =
          "seconds after the first send in which a command may be sent again, under 60"
              + " [VOICEMEDIA_RETRY_WINDOW] (default: 45)")
  long retryWindow;

  @Option(
      names = "--command-memory",
      paramLabel = "S",
      defaultValue = "${env:VOICEMEDIA_COMMAND_MEMORY:-120}",
      description =
          "seconds for which an ended command is remembered, 60 or more"
              + " [VOICEMEDIA_COMMAND_MEMORY] (default: 120)")
  long commandMemory;

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  AttemptPolicy toPolicy() throws ConfigException {
    AttemptPolicy defaults = AttemptPolicy.DEFAULTS;
    try {
      return new AttemptPolicy(
          new Hedge(Duration.ofMillis(hedgeDelay), hedgePercent / 100.0),
          new Backoff(Duration.ofMillis(retryBackoff), Duration.ofMillis(retryBackoffMax)),
          new Bounds(maxInFlight, maxQueued),
          new Windows(
              Duration.ofMillis(attemptTimeout),
              Duration.ofSeconds(retryWindow),
              Duration.ofSeconds(commandMemory),
              defaults.windows().remembered()),
          defaults.breaker());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }
}
