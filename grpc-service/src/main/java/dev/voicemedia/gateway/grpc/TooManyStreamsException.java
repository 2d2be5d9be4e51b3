package dev.voicemedia.gateway.grpc;

/** Refusal of a stream, since as many are open as the gateway serves. */
final class TooManyStreamsException extends Exception {
  private static final long serialVersionUID = 1L;

  TooManyStreamsException(int limit) {
    super(limit + " streams are open, the most that this gateway serves");
  }
}
