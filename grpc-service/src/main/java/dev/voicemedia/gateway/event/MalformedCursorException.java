package dev.voicemedia.gateway.event;

/** A text that is no cursor, or a damaged one. */
public final class MalformedCursorException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedCursorException(String message) {
    super(message);
  }
}
