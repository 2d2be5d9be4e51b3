package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether the wall clock may be trusted with what cannot be undone: dropping events for
 * their age, and forgetting ids. It compares that clock with a monotonic one. A clock that has
 * jumped is distrusted until it is back, until webhooks signed at its time have come for a while,
 * until it has run on without a jump for long, or until the operator confirms it.
 *
 * <p>For the writer's thread; anyone may ask {@link #isDistrusted}.
 */
final class ClockWatch {
  /** How far the clocks may part between two looks; daylight saving time does not concern them. */
  static final Duration JUMP = Duration.ofHours(1);

  /** How long a clock must run without a jump to be trusted for that alone. */
  static final Duration AGREEMENT = Duration.ofDays(3);

  /** For how long webhooks must prove the time. */
  static final Duration PROOF = Duration.ofMinutes(10);

  /** How long nothing expires after a start that may follow a long pause, or a wrong clock. */
  static final Duration AFTER_START = Duration.ofHours(1);

  /** Webhooks are refused at half of this already. */
  private static final Duration NEAR = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

  private final InstantSource wall;
  private final MonotonicClock monotonic;
  private final ClockConfirmation confirmation;
  private Instant lastWall;
  private Moment lastMoment;
  private volatile @Nullable Doubt doubt;

  /**
   * @param newest when the newest event was received, if there is one: the clock should not be
   *     before it
   */
  ClockWatch(
      InstantSource wall,
      MonotonicClock monotonic,
      ClockConfirmation confirmation,
      Optional<Instant> newest) {
    this.wall = wall;
    this.monotonic = monotonic;
    this.confirmation = confirmation;
    this.lastWall = wall.instant();
    this.lastMoment = monotonic.now();
    newest.ifPresent(this::compareWithNewest);
  }

  /** The wall clock's time, right or wrong. */
  Instant now() {
    return wall.instant();
  }

  /** Time that never jumps. */
  Moment moment() {
    return monotonic.now();
  }

  /** Compares the clocks; to be called often. */
  Reading look() {
    Instant now = wall.instant();
    Moment moment = monotonic.now();
    Instant expected = lastWall.plus(lastMoment.until(moment));
    boolean jumped = differ(now, expected, JUMP);
    lastWall = now;
    lastMoment = moment;
    Doubt before = doubt;
    if (before != null && before.isAlarm() && !differ(now, before.course(moment), JUMP)) {
      trust("it is back at the time that was expected");
    } else if (jumped) {
      Instant course = before != null && before.isAlarm() ? before.course(moment) : expected;
      distrust(now, course, moment, "it has jumped");
    } else if (before != null) {
      reconsider(before, now, moment);
    }
    Doubt after = doubt;
    return new Reading(after == null ? now : after.course(moment), after == null);
  }

  /** Whether the clock has jumped, and has not been trusted since. */
  boolean isDistrusted() {
    Doubt now = doubt;
    return now != null && now.isAlarm();
  }

  /** Takes the time at which the sender has signed what was just received, in decimal seconds. */
  void received(String signedAt) {
    Doubt now = doubt;
    if (now == null || !isNear(signedAt)) {
      return;
    }
    Moment moment = monotonic.now();
    Moment first = now.firstProof;
    if (first == null) {
      now.firstProof = moment;
    } else if (first.until(moment).compareTo(PROOF) >= 0) {
      trust("webhooks are signed at its time");
    }
  }

  private void compareWithNewest(Instant newest) {
    if (lastWall.isBefore(newest.minus(JUMP))) {
      distrust(lastWall, newest, lastMoment, "the newest event was received after it");
    } else if (lastWall.isAfter(newest.plus(JUMP))) {
      // Most likely nothing came for a while. If it is the clock, there is time to see it.
      doubt = new Doubt(lastWall, lastMoment, AFTER_START);
      log.info(
          "The newest event is from {}: nothing expires for its age until webhooks have come for"
              + " {}, or for {}",
          newest,
          PROOF,
          AFTER_START);
    }
  }

  private void reconsider(Doubt before, Instant now, Moment moment) {
    if (before.isAlarm() && confirmation.take(now)) {
      trust("it was confirmed");
    } else if (before.since.until(moment).compareTo(before.patience) >= 0) {
      trust("it has run on without a jump for " + before.patience);
    }
  }

  private void distrust(Instant now, Instant course, Moment moment, String why) {
    doubt = new Doubt(course, moment, AGREEMENT);
    log.warn(
        "clock: {}, expected about {}; {}. Until it can be trusted nothing expires for its age and"
            + " no id is forgotten. Correct it, or, if it is right, run: voicemedia log"
            + " confirm-clock",
        now,
        course,
        why);
  }

  private void trust(String why) {
    if (isDistrusted()) {
      log.info("clock: {}; it is trusted again: {}", lastWall, why);
    }
    doubt = null;
  }

  private boolean isNear(String signedAt) {
    try {
      return !differ(Instant.ofEpochSecond(Long.parseLong(signedAt)), wall.instant(), NEAR);
    } catch (NumberFormatException | java.time.DateTimeException e) {
      return false; // it has no such time
    }
  }

  private static boolean differ(Instant a, Instant b, Duration tolerance) {
    return Duration.between(a, b).abs().compareTo(tolerance) > 0;
  }

  /**
   * What the clocks say together.
   *
   * @param time by which buckets begin and end: while the clock is distrusted, what it would show
   *     if it had not jumped
   * @param trusted whether what is older than a limit at that time may go
   */
  record Reading(Instant time, boolean trusted) {}

  /** A reason to wait, and what ends it. */
  private static final class Doubt {
    private final Instant courseAt;
    private final Moment since;
    private final Duration patience;
    private @Nullable Moment firstProof;

    Doubt(Instant courseAt, Moment since, Duration patience) {
      this.courseAt = courseAt;
      this.since = since;
      this.patience = patience;
    }

    /** What the clock would show without the jump. */
    Instant course(Moment moment) {
      return courseAt.plus(since.until(moment));
    }

    boolean isAlarm() {
      return patience.equals(AGREEMENT);
    }
  }
}
