package dev.voicemedia.gateway.access;

import java.time.Duration;
import java.util.Optional;

/** A refusal, as an answer: without a stack, since it is nothing that has gone wrong here. */
public final class AccessRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final String caller;
  private final String field;
  private final transient Optional<Duration> retryAfter;

  private AccessRefusedException(
      Refusal refusal, String message, String caller, String field, Optional<Duration> retryAfter) {
    super(message, null, false, false);
    this.refusal = refusal;
    this.caller = caller;
    this.field = field;
    this.retryAfter = retryAfter;
  }

  static AccessRefusedException of(Refusal refusal) {
    return new AccessRefusedException(refusal, refusal.text(), "", "", Optional.empty());
  }

  static AccessRefusedException notAllowed(Caller caller, Scope missing) {
    String message = caller.name() + ": " + Refusal.NOT_ALLOWED.text();
    return new AccessRefusedException(
        Refusal.NOT_ALLOWED,
        message + ", expected one that is allowed " + missing.label(),
        caller.name(),
        "",
        Optional.empty());
  }

  static AccessRefusedException busy(String caller, String quota, Duration retryAfter) {
    return new AccessRefusedException(
        Refusal.OVER_QUOTA,
        quota + ": " + Refusal.OVER_QUOTA.text(),
        caller,
        "",
        Optional.of(retryAfter));
  }

  /** A refusal of a known caller for the sake of a field of its request. */
  public static AccessRefusedException ofField(Refusal refusal, Caller caller, String field) {
    return new AccessRefusedException(
        refusal, field + ": " + refusal.text(), caller.name(), field, Optional.empty());
  }

  public Refusal refusal() {
    return refusal;
  }

  /** Name of the caller; empty if it is not known. */
  public String caller() {
    return caller;
  }

  /** Name of the field that it is about; empty if it is about none. */
  public String field() {
    return field;
  }

  /** When it may be tried again, of {@link Refusal.Kind#BUSY}. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
