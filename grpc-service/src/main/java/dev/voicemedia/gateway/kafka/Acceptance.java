package dev.voicemedia.gateway.kafka;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the brokers take records. Once they have not, one record at a time is tried, a second
 * apart, and all others are refused at once: so nobody waits for an answer that is known.
 */
final class Acceptance {
  private static final Logger log = LoggerFactory.getLogger(Acceptance.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** After so long without a try, that the brokers answer is enough: nobody may send anything. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final MonotonicClock clock;
  private final Object lock = new Object();

  /** The state of a start: until the topic is known, nothing is sent to it. */
  @GuardedBy("lock")
  private boolean down = true;

  /** Whether why it is down was logged: one cause has many symptoms. */
  @GuardedBy("lock")
  private boolean reported;

  @GuardedBy("lock")
  private boolean trying;

  @GuardedBy("lock")
  private String reason = "the topic is not known yet";

  @GuardedBy("lock")
  private Moment failedAt = Moment.MIN;

  @GuardedBy("lock")
  private boolean known;

  Acceptance(MonotonicClock clock) {
    this.clock = clock;
  }

  /** Whether records are taken, as far as is known. */
  boolean isUp() {
    synchronized (lock) {
      return !down;
    }
  }

  /**
   * Admits a record; what comes of it must be reported.
   *
   * @throws EventLogException UNAVAILABLE
   */
  void admit() {
    synchronized (lock) {
      if (down) {
        boolean waits = trying || !known || failedAt.plus(PAUSE).isAfter(clock.now());
        if (waits) {
          throw new EventLogException(Reason.UNAVAILABLE, "Kafka: " + reason, null);
        }
        trying = true;
      }
    }
  }

  /** A record was acknowledged. */
  void acknowledged() {
    synchronized (lock) {
      if (down) {
        up();
      }
    }
  }

  /** A record was not acknowledged, or the brokers do not answer. */
  void failed(String why) {
    synchronized (lock) {
      if (!reported) {
        log.error("Kafka: {}; webhooks are answered with 503 until that has changed", why);
      }
      reported = true;
      down = true;
      trying = false;
      reason = why;
      failedAt = clock.now();
    }
  }

  /** What was admitted says nothing about others. */
  void undecided() {
    synchronized (lock) {
      trying = false;
    }
  }

  /** The brokers answer, and the topic has a leader. */
  void answered() {
    synchronized (lock) {
      boolean first = !known;
      known = true;
      if (down && !trying && (first || !failedAt.plus(IDLE).isAfter(clock.now()))) {
        up();
      }
    }
  }

  @GuardedBy("lock")
  private void up() {
    log.info("Kafka: webhooks are taken");
    down = false;
    reported = false;
    trying = false;
    reason = "";
  }
}
