package dev.voicemedia.gateway.eventlog;

/**
 * What became of an event that was appended. In every case it is on disk.
 *
 * @param position where it is stored
 */
public record AppendResult(Outcome outcome, long position) {

  /** How it was stored. */
  public enum Outcome {
    /** As a new event. */
    STORED,
    /** It was there already; nothing was written. */
    DUPLICATE,
    /** Its id was there already with other data; stored under an id of its own. */
    STORED_AS_VARIANT
  }
}
