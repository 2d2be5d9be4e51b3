package dev.voicemedia.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** The Ed25519 key that webhooks are signed with. */
final class SigningKey {

  private final Ed25519PrivateKeyParameters key;

  private SigningKey(Ed25519PrivateKeyParameters key) {
    this.key = key;
  }

  static SigningKey random() {
    return new SigningKey(new Ed25519PrivateKeyParameters(new SecureRandom()));
  }

  /**
   * Reads the key's 32-byte seed, in base64; a missing file is written with a new one, for its
   * owner's eyes only.
   */
  static SigningKey keptIn(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    byte[] seed;
    try {
      seed = Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException("signing key file " + file + " is not base64 of a 32-byte seed", e);
    }
    if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IOException(
          "signing key file " + file + " holds " + seed.length + " bytes, expected a 32-byte seed");
    }
    return new SigningKey(new Ed25519PrivateKeyParameters(seed));
  }

  /** Base64 of the 32 raw bytes. */
  String publicKey() {
    return Base64.getEncoder().encodeToString(key.generatePublicKey().getEncoded());
  }

  /** Base64 of the signature over {@code <timestamp>|<body>}. */
  String sign(String timestamp, byte[] body) {
    byte[] prefix = (timestamp + "|").getBytes(StandardCharsets.US_ASCII);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(prefix, 0, prefix.length);
    signer.update(body, 0, body.length);
    return Base64.getEncoder().encodeToString(signer.generateSignature());
  }

  /** Written beside and moved, so that a crash leaves no half-written key. */
  private static void create(Path file) throws IOException {
    Path folder =
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is never the root");
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    Files.createDirectories(folder, permissions(posix, "rwx------"));
    Path draft = folder.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    byte[] seed = new Ed25519PrivateKeyParameters(new SecureRandom()).getEncoded();
    byte[] text =
        (Base64.getEncoder().encodeToString(seed) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions(posix, "rw-------"))) {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] permissions(boolean posix, String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
