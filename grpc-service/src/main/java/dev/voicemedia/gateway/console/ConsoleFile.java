package dev.voicemedia.gateway.console;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of the page, as it is sent. */
public final class ConsoleFile {
  private static final int TAG_DIGITS = 32;

  private final String mediaType;
  private final byte[] bytes;
  private final String entityTag;

  ConsoleFile(String mediaType, byte[] bytes) {
    this.mediaType = mediaType;
    this.bytes = bytes.clone();
    this.entityTag = '"' + HexFormat.of().formatHex(sha256(bytes)).substring(0, TAG_DIGITS) + '"';
  }

  public String mediaType() {
    return mediaType;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The same for the same bytes alone, quotes included. */
  public String entityTag() {
    return entityTag;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
