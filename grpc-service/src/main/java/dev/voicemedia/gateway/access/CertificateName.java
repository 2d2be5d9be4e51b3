package dev.voicemedia.gateway.access;

import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A name that a certificate goes by: one of its subject alternative names, or its fingerprint. The
 * subject itself is none.
 *
 * @param value exact; of a DNS name in lower case
 */
record CertificateName(Kind kind, String value) {
  private static final int DNS_NAME = 2;
  private static final int URI_NAME = 6;

  /** Every name of a certificate. */
  static Set<CertificateName> of(X509Certificate certificate) {
    Set<CertificateName> names = new HashSet<>();
    try {
      byte[] fingerprint = TokenHash.sha256(certificate.getEncoded());
      names.add(new CertificateName(Kind.SHA256, HexFormat.of().formatHex(fingerprint)));
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (each.get(0).equals(DNS_NAME)) {
          String name = ((String) each.get(1)).toLowerCase(Locale.ROOT);
          names.add(new CertificateName(Kind.DNS, name));
        } else if (each.get(0).equals(URI_NAME)) {
          names.add(new CertificateName(Kind.URI, (String) each.get(1)));
        }
      }
    } catch (CertificateEncodingException | CertificateParsingException e) {
      return Set.of(); // it goes by no name, and so belongs to nobody
    }
    return names;
  }

  /** What kind of name it is; the words of the access file. */
  enum Kind {
    URI,
    DNS,
    SHA256;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
