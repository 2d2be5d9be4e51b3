package dev.voicemedia.gateway.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of a test; the JDK reads certificates, but makes none. */
public final class TestCa {
  private static final byte[] ECDSA_WITH_SHA256 =
      der(0x30, der(0x06, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)));
  private static final byte[] COMMON_NAME = der(0x06, bytes(0x55, 0x04, 0x03));
  private static final byte[] BASIC_CONSTRAINTS = der(0x06, bytes(0x55, 0x1d, 0x13));
  private static final byte[] ALTERNATIVE_NAMES = der(0x06, bytes(0x55, 0x1d, 0x11));
  private static final byte[] TRUE = der(0x01, bytes(0xff));
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String name;
  private final KeyPair keys = newKeys();
  private final X509Certificate certificate;

  public TestCa(String name) {
    this.name = name;
    certificate =
        sign(
            name,
            keys.getPublic(),
            Duration.ofDays(1),
            extension(BASIC_CONSTRAINTS, der(0x30, TRUE)));
  }

  /**
   * A certificate for so long.
   *
   * @param names alternative names: {@code DNS:…}, {@code URI:…} or {@code IP:…}
   */
  public Issued issue(String subject, Duration validity, String... names) {
    List<byte[]> alternatives = new ArrayList<>();
    for (String each : names) {
      String value = each.substring(each.indexOf(':') + 1);
      alternatives.add(
          switch (each.substring(0, each.indexOf(':'))) {
            case "DNS" -> der(0x82, value.getBytes(StandardCharsets.US_ASCII));
            case "URI" -> der(0x86, value.getBytes(StandardCharsets.US_ASCII));
            default -> der(0x87, address(value));
          });
    }
    KeyPair issued = newKeys();
    byte[] extension =
        names.length == 0
            ? new byte[0]
            : extension(ALTERNATIVE_NAMES, der(0x30, alternatives.toArray(byte[][]::new)));
    return new Issued(sign(subject, issued.getPublic(), validity, extension), issued.getPrivate());
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes its own certificate. */
  public Path write(Path file) throws IOException {
    return replace(file, pem("CERTIFICATE", encoded(certificate)));
  }

  /** A certificate with its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    public Path writeCertificate(Path file) throws IOException {
      return replace(file, pem("CERTIFICATE", encoded(certificate)));
    }

    public Path writeKey(Path file) throws IOException {
      return replace(file, pem("PRIVATE KEY", key.getEncoded()));
    }
  }

  private X509Certificate sign(String subject, PublicKey key, Duration validity, byte[] extension) {
    Instant now = Instant.now();
    byte[] body =
        der(
            0x30,
            der(0xa0, der(0x02, bytes(2))),
            der(0x02, new BigInteger(64, new SecureRandom()).add(BigInteger.ONE).toByteArray()),
            ECDSA_WITH_SHA256,
            distinguished(name),
            der(0x30, time(now.minusSeconds(60)), time(now.plus(validity))),
            distinguished(subject),
            key.getEncoded(),
            extension.length == 0 ? extension : der(0xa3, der(0x30, extension)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      byte[] whole = der(0x30, body, ECDSA_WITH_SHA256, der(0x03, bytes(0), signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] distinguished(String name) {
    byte[] text = der(0x0c, name.getBytes(StandardCharsets.UTF_8));
    return der(0x30, der(0x31, der(0x30, COMMON_NAME, text)));
  }

  private static byte[] extension(byte[] id, byte[] value) {
    return der(0x30, id, der(0x04, value));
  }

  private static byte[] time(Instant instant) {
    return der(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] address(String text) {
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] der(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] each : contents) {
      content.writeBytes(each);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int skip = digits[0] == 0 ? 1 : 0;
      out.write(0x80 | (digits.length - skip));
      out.write(digits, skip, digits.length - skip);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }

  private static Path replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, text);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
    return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
