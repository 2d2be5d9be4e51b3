package dev.voicemedia.gateway.recovery;

import dev.voicemedia.gateway.time.Backoff;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Time between the requests of recovery: a budget of its own, and way for actions. It waits on the
 * thread of recovery, which does nothing else.
 */
final class Pace {
  /** Four requests a second at most. */
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(250);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  /** Actions that never pause must not keep lost events lost. */
  private static final int MAX_LOOKS = 120;

  private static final Backoff AFTER_FAILURES =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final Sleeper sleeper;
  private final BooleanSupplier actionsWait;

  /**
   * @param actionsWait whether actions wait for a place in flight to Telnyx
   */
  Pace(Sleeper sleeper, BooleanSupplier actionsWait) {
    this.sleeper = sleeper;
    this.actionsWait = actionsWait;
  }

  /** Waits until the next request may be made. */
  void beforeRequest() throws InterruptedException {
    sleeper.sleep(BETWEEN_REQUESTS);
    for (int looks = 0; looks < MAX_LOOKS && actionsWait.getAsBoolean(); looks++) {
      sleeper.sleep(LOOK_AGAIN);
    }
  }

  /**
   * Waits after failures in a row.
   *
   * @param atLeast what Telnyx asked for; zero if it asked for nothing
   */
  void afterFailure(int failures, Duration atLeast) throws InterruptedException {
    Duration pause = AFTER_FAILURES.pause(failures);
    sleeper.sleep(pause.compareTo(atLeast) < 0 ? atLeast : pause);
  }

  /** Waits; injected, so that tests need not. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }
}
