package dev.voicemedia.gateway.access;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Files of a server's identity.
 *
 * @param certificate the server's own first, then those that lead to the root; PEM
 * @param key its private key; PKCS #8 in PEM
 */
public record TlsFiles(Path certificate, Path key) {
  private static final int CHALLENGE_BYTES = 32;

  public List<Path> all() {
    return List.of(certificate, key);
  }

  /**
   * Reads both, and makes sure that they belong together.
   *
   * @throws AccessFileException if they do not, or one of them is not what it should be
   */
  public Identity read() throws AccessFileException {
    List<X509Certificate> chain = PemFile.certificates(certificate);
    PrivateKey read = PemFile.privateKey(key);
    if (!isPair(chain.get(0).getPublicKey(), read)) {
      throw new AccessFileException(
          key.toString(), "expected the private key of the certificate in " + certificate);
    }
    return new Identity(chain, read);
  }

  private static boolean isPair(PublicKey certified, PrivateKey key) {
    if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    try {
      byte[] challenge = new byte[CHALLENGE_BYTES];
      new SecureRandom().nextBytes(challenge);
      String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(challenge);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(challenge);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // one of them is not usable, which comes to the same
    }
  }

  /**
   * A server's identity.
   *
   * @param chain the server's own certificate first
   */
  public record Identity(List<X509Certificate> chain, PrivateKey key) {
    public Identity {
      chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
      return "Identity of " + chain.get(0).getSubjectX500Principal();
    }
  }
}
