package dev.voicemedia.gateway.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM. */
public final class PemFile {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private PemFile() {}

  /**
   * Certificates of a file, in its order; at least one.
   *
   * @throws AccessFileException if it holds anything else
   */
  public static List<X509Certificate> certificates(Path file) throws AccessFileException {
    try {
      List<X509Certificate> found = new ArrayList<>();
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(SecureFile.read(file)))) {
        found.add((X509Certificate) each);
      }
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      // Reported below.
    }
    throw new AccessFileException(file.toString(), "expected certificates in PEM");
  }

  /** The one private key of a file, RSA or EC. */
  static PrivateKey privateKey(Path file) throws AccessFileException {
    Matcher block = KEY.matcher(new String(SecureFile.readSecret(file), US_ASCII));
    if (block.find()) {
      PKCS8EncodedKeySpec encoded =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
      for (String algorithm : List.of("EC", "RSA")) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (GeneralSecurityException e) {
          // Then it is of the other kind, or none.
        }
      }
    }
    throw new AccessFileException(
        file.toString(), "expected a private key, RSA or EC, as BEGIN PRIVATE KEY (PKCS #8)");
  }
}
