package dev.voicemedia.gateway.access;

import java.security.cert.X509Certificate;

/** What a caller presents to show who it is. It stays valid, or not, as the rules change. */
sealed interface Presented {
  /** Nothing, where nothing is asked for. */
  record Nothing() implements Presented {}

  /**
   * A token of ours; only its hash is kept.
   *
   * @param hash SHA-256
   */
  record Token(TokenHash hash) implements Presented {}

  /** A signed token of an issuer. Never printed. */
  record Jwt(String text) implements Presented {
    @Override
    public String toString() {
      return "Jwt[hidden]";
    }
  }

  /** A certificate, which the handshake has verified, with the proof that its key is there. */
  record Certificate(X509Certificate leaf) implements Presented {}
}
