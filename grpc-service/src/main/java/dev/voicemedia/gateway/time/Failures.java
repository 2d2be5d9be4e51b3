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
    Exception e =
        failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : failure;
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof InvalidPathException) {
      return "no path";
    }
    String reason =
        e instanceof FileSystemException ofSystem ? ofSystem.getReason() : e.getMessage();
    boolean told = reason != null && (e instanceof FileSystemException || isPlain(e));
    return told ? reason : e.getClass().getSimpleName();
  }

  /** Only then does the message come from the system, as "Is a directory". */
  private static boolean isPlain(Exception e) {
    return e.getClass() == IOException.class;
  }
}
