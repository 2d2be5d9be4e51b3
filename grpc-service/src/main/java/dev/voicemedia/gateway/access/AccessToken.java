package dev.voicemedia.gateway.access;

import java.security.SecureRandom;
import java.util.Base64;

/** A bearer token of the gateway's own kind: {@code vm_} and 43 characters of base64url. */
public final class AccessToken {
  private static final String PREFIX = "vm_";
  private static final int BYTES = 32;

  private final String text;

  private AccessToken(String text) {
    this.text = text;
  }

  /** A new one, of 256 random bits. */
  public static AccessToken random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new AccessToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The secret itself. */
  public String secret() {
    return text;
  }

  /** What the access file has of it: SHA-256 in hexadecimal. */
  public String sha256() {
    return TokenHash.of(text).hex();
  }

  @Override
  public String toString() {
    return "AccessToken[hidden]";
  }
}
