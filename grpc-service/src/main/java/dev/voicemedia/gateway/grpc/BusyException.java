package dev.voicemedia.gateway.grpc;

/** Refusal of a request, since as many wait as the gateway keeps. */
final class BusyException extends Exception {
  private static final long serialVersionUID = 1L;

  BusyException(String message) {
    super(message);
  }
}
