package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Backoff;
import java.time.Duration;

/**
 * How commands are sent to Telnyx: how often, how many at a time, and for how long they are
 * remembered.
 */
public record AttemptPolicy(
    Hedge hedge, Backoff backoff, Bounds bounds, Windows windows, Breaker breaker) {

  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

  /** What suits Telnyx: the one place where each default stands. */
  public static final AttemptPolicy DEFAULTS =
      new AttemptPolicy(
          new Hedge(Duration.ofMillis(500), 0.1),
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
          new Bounds(90, 2_000),
          new Windows(
              Duration.ofSeconds(10), Duration.ofSeconds(45), Duration.ofSeconds(120), 100_000),
          new Breaker(50, 20, Duration.ofSeconds(30), Duration.ofSeconds(5), 5));

  /**
   * @param backoff pause before the next attempt, of which half is random
   */
  public AttemptPolicy {
    require(
        backoff.longest().compareTo(LONGEST_BACKOFF) <= 0,
        "longest backoff",
        backoff.longest(),
        "at most a minute");
  }

  public AttemptPolicy withHedge(Hedge other) {
    return new AttemptPolicy(other, backoff, bounds, windows, breaker);
  }

  public AttemptPolicy withBackoff(Backoff other) {
    return new AttemptPolicy(hedge, other, bounds, windows, breaker);
  }

  public AttemptPolicy withBounds(Bounds other) {
    return new AttemptPolicy(hedge, backoff, other, windows, breaker);
  }

  public AttemptPolicy withWindows(Windows other) {
    return new AttemptPolicy(hedge, backoff, bounds, other, breaker);
  }

  public AttemptPolicy withBreaker(Breaker other) {
    return new AttemptPolicy(hedge, backoff, bounds, windows, other);
  }

  /**
   * The second attempt beside one that is not answered.
   *
   * @param delay after the first attempt was sent
   * @param share of recent commands that may have one, 0 to 1; 0 for none
   */
  public record Hedge(Duration delay, double share) {
    public Hedge {
      require(!delay.isNegative() && !delay.isZero(), "hedge delay", delay, "more than 0");
      require(share >= 0 && share <= 1, "hedge share", share, "0 to 1");
    }
  }

  /**
   * How many attempts there may be at a time.
   *
   * @param inFlight attempts that are sent and not answered. Telnyx allows 100 HTTP/2 streams on a
   *     connection, and Java's HTTP client fails those beyond
   * @param queue commands that wait for their turn
   */
  public record Bounds(int inFlight, int queue) {
    public Bounds {
      require(inFlight >= 1, "in flight", inFlight, "1 or more");
      require(queue >= 0, "queue", queue, "0 or more");
    }
  }

  /**
   * For how long things last.
   *
   * @param attempt how long one is waited for; it has failed then
   * @param retry no attempt starts later than this after the first one, since Telnyx forgets a
   *     command_id after 60 seconds
   * @param memory how long a command that has ended is remembered, to answer its repeats
   * @param remembered how many commands at most; the oldest go first
   */
  public record Windows(Duration attempt, Duration retry, Duration memory, int remembered) {
    private static final Duration VENDOR_FORGETS = Duration.ofSeconds(60);

    public Windows {
      require(!attempt.isNegative() && !attempt.isZero(), "attempt", attempt, "more than 0");
      require(retry.compareTo(VENDOR_FORGETS) < 0, "retry window", retry, "less than 60 seconds");
      require(
          memory.compareTo(VENDOR_FORGETS) >= 0, "command memory", memory, "60 seconds or more");
      require(remembered >= 1, "remembered", remembered, "1 or more");
    }
  }

  /**
   * When Telnyx is left alone.
   *
   * @param failurePercent of the attempts within the window that opens the circuit
   * @param minimum attempts in the window below which it stays closed
   * @param window what counts as recent; whole seconds
   * @param openFor how long nothing is sent then
   * @param probes attempts that decide after that whether it closes again
   */
  public record Breaker(
      int failurePercent, int minimum, Duration window, Duration openFor, int probes) {
    public Breaker {
      require(
          failurePercent >= 1 && failurePercent <= 100,
          "failure percent",
          failurePercent,
          "1 to 100");
      require(minimum >= 1, "minimum", minimum, "1 or more");
      require(window.toSeconds() >= 1, "window", window, "1 second or more");
      require(openFor.toMillis() >= 1, "open for", openFor, "1 ms or more");
      require(probes >= 1, "probes", probes, "1 or more");
    }
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + ", expected " + expected);
    }
  }
}
