package dev.voicemedia.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a text file of public keys: base64 keys, one per line, and PEM blocks. */
final class KeyFile {

  /** Room for over a thousand keys; a larger file is the wrong one. */
  private static final int MAX_BYTES = 64 * 1024;

  private KeyFile() {}

  /** Returns the keys in the file's order; every error names the file. */
  static List<TelnyxPublicKey> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException("expected at most " + MAX_BYTES + " bytes");
      }
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("key file " + file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("key file " + file + ": " + e.getMessage(), e);
    }
  }

  static List<TelnyxPublicKey> parse(String text) {
    List<TelnyxPublicKey> keys = new ArrayList<>();
    StringBuilder pem = new StringBuilder();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!pem.isEmpty() || line.startsWith("-----BEGIN ")) {
        pem.append(line).append('\n');
        if (line.startsWith("-----END ")) {
          keys.add(TelnyxPublicKey.fromPem(pem.toString()));
          pem.setLength(0);
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        keys.add(TelnyxPublicKey.fromBase64(line));
      }
    }
    if (!pem.isEmpty()) {
      throw new IllegalArgumentException("a PEM block has no end");
    }
    return keys;
  }
}
