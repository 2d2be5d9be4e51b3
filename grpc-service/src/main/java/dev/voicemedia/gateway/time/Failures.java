package dev.voicemedia.gateway.time;

import java.util.concurrent.CompletionException;

/** Failures as they come out of futures. */
public final class Failures {
  private Failures() {}

  /** What failed, without the {@link CompletionException}s that futures wrap around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
