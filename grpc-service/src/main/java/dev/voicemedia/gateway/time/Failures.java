package dev.voicemedia.gateway.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;

/** What is at the bottom of a failure. */
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

  /** Why a file cannot be used, in words rather than in Java's names of exceptions. */
  public static String ofFile(Exception failure) {
    Throwable cause = failure.getCause();
    Throwable e = failure instanceof UncheckedIOException && cause != null ? cause : failure;
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof InvalidPathException) {
      return "no path";
    }
    String reason = null;
    if (e instanceof FileSystemException ofSystem) {
      reason = ofSystem.getReason();
    } else if (e.getClass() == IOException.class) {
      reason = e.getMessage(); // the system's, such as "Is a directory"
    }
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
