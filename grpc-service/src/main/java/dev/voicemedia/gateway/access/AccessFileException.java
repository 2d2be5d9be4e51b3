package dev.voicemedia.gateway.access;

import java.io.IOException;

/** A file that access depends on and that cannot be used, in one line. */
public final class AccessFileException extends IOException {
  private static final long serialVersionUID = 1L;

  AccessFileException(String file, String message) {
    super(file + ": " + message);
  }
}
