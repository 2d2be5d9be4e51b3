package dev.voicemedia.gateway.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long the work for a call may take, so that its caller is still answered. */
final class WorkTime {
  /** If the caller sets no deadline. */
  static final Duration DEFAULT = Duration.ofSeconds(15);

  /** How long before its deadline a caller is answered, so that an error's details reach it. */
  private static final Duration ANSWERED_BEFORE = Duration.ofMillis(100);

  private WorkTime() {}

  /** For the call in whose context this runs; zero if there is no time. */
  static Duration left() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return DEFAULT;
    }
    Duration left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    Duration limit = left.minus(ANSWERED_BEFORE);
    return limit.isNegative() ? Duration.ZERO : limit;
  }
}
