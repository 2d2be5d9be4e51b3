package dev.voicemedia.gateway.eventlog;

/**
 * Result of an append. Whatever the outcome, the event is durable.
 *
 * @param position where it is stored, or may turn out to be
 */
public record AppendResult(Outcome outcome, long position) {

  /** How it was stored. */
  public enum Outcome {
    /** As a new event. */
    STORED,
    /** It was there already; nothing was written. */
    DUPLICATE,
    /** Its id was there already with other data; stored under an id of its own. */
    STORED_AS_VARIANT,
    /** By a log that others append to as well: whether it is new shows where the log is read. */
    ACCEPTED
  }
}
