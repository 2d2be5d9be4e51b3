package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.upstream.CommandException.Kind;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt shows of Telnyx's health. */
enum Verdict {
  HEALTHY,
  FAILING,
  /** Nothing: it was cancelled, for instance, or over the rate. */
  UNKNOWN;

  /**
   * @param failure null if the command was accepted
   */
  static Verdict of(@Nullable Throwable failure) {
    if (failure == null) {
      return HEALTHY;
    }
    CommandException e = CommandException.of(failure);
    if (e == null || ConnectionFailure.isTooManyStreams(e.getCause())) {
      return UNKNOWN; // of our own making
    } else if (e.kind() == Kind.CONNECTION_FAILED) {
      return FAILING;
    }
    return e.answer().map(VendorAnswer::status).map(Verdict::ofStatus).orElse(UNKNOWN);
  }

  private static Verdict ofStatus(int status) {
    if (status >= 500) {
      return FAILING;
    }
    return status == 408 || status == 429 ? UNKNOWN : HEALTHY;
  }
}
