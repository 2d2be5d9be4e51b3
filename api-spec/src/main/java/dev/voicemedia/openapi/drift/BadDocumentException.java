package dev.voicemedia.openapi.drift;

/** The document cannot be read, or is not one that can be compared. */
final class BadDocumentException extends Exception {

  private static final long serialVersionUID = 1L;

  BadDocumentException(String message) {
    super(message);
  }
}
