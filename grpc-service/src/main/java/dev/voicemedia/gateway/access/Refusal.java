package dev.voicemedia.gateway.access;

import java.util.Locale;

/** Why a call was refused. */
public enum Refusal {
  /** No credentials at all. */
  NO_CREDENTIALS(Kind.UNAUTHENTICATED, "no credentials, expected a bearer token or a certificate"),
  /** A header that is no bearer token, or two headers. */
  MALFORMED_HEADER(
      Kind.UNAUTHENTICATED, "authorization: expected one header, Bearer and one token"),
  /** A token that belongs to nobody. */
  UNKNOWN_TOKEN(Kind.UNAUTHENTICATED, "authorization: the token is not known"),
  /** A JWT that its issuer did not sign like this, for this gateway and this time. */
  INVALID_JWT(Kind.UNAUTHENTICATED, "authorization: the JWT is not valid for this gateway"),
  /** A valid JWT of a subject that belongs to nobody. */
  UNKNOWN_SUBJECT(Kind.UNAUTHENTICATED, "authorization: the JWT's subject is not known"),
  /** A certificate that belongs to nobody. */
  UNKNOWN_CERTIFICATE(Kind.UNAUTHENTICATED, "the client certificate is not known"),
  /** A certificate whose names belong to more than one caller. */
  AMBIGUOUS_CERTIFICATE(
      Kind.UNAUTHENTICATED, "the client certificate fits more than one caller, expected one"),
  /** A credential whose time is over. */
  EXPIRED(Kind.UNAUTHENTICATED, "the credential has expired"),
  /** A caller that is not allowed the method. */
  NOT_ALLOWED(Kind.DENIED, "not allowed to call this method"),
  /** A method that nobody may call. */
  NOT_SERVED(Kind.DENIED, "this method is not open to anyone"),
  /** A connection that is not the caller's. */
  FOREIGN_CONNECTION(Kind.DENIED, "not allowed on this connection"),
  /** A call that is of another connection, or not known. */
  FOREIGN_CALL(Kind.DENIED, "not allowed on this call"),
  /** As much as the caller's quota, or its address, allows is in use. */
  OVER_QUOTA(Kind.BUSY, "more than the quota allows");

  private final Kind kind;
  private final String text;

  Refusal(Kind kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  public Kind kind() {
    return kind;
  }

  /** What the caller is answered; nothing that it did not know. */
  public String text() {
    return text;
  }

  /** Word for it in logs and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How it is answered. */
  public enum Kind {
    /** It is not clear who calls. */
    UNAUTHENTICATED,
    /** It is clear who calls, and that this is not allowed. */
    DENIED,
    /** Later it may be allowed. */
    BUSY
  }
}
