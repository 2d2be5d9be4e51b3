package dev.voicemedia.gateway.access;

import java.time.Instant;

/** Proof that somebody has shown who they are, for as long as their credential is good. */
public final class Principal {
  /** Whoever calls while the gateway knows nobody. */
  public static final Principal ANYONE =
      new Principal(Caller.ANYONE, new Presented.Nothing(), Instant.MAX);

  /** Whoever uses what is open to all, such as health. */
  public static final Principal NOBODY =
      new Principal(Caller.NOBODY, new Presented.Nothing(), Instant.MAX);

  private final Caller caller;
  private final Presented presented;
  private final Instant validUntil;

  /**
   * @param validUntil when the credential ends; {@link Instant#MAX} if it does not
   */
  Principal(Caller caller, Presented presented, Instant validUntil) {
    this.caller = caller;
    this.presented = presented;
    this.validUntil = validUntil;
  }

  public Caller caller() {
    return caller;
  }

  Presented presented() {
    return presented;
  }

  Instant validUntil() {
    return validUntil;
  }

  @Override
  public String toString() {
    return caller.name();
  }
}
