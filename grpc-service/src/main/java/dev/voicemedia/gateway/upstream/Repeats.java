package dev.voicemedia.gateway.upstream;

/** When the gateway may send a command again by itself. */
public enum Repeats {
  /** Whenever an attempt failed or is slow: Telnyx ignores a repeat by its command_id. */
  FREELY,
  /** After attempts that Telnyx has not executed, since what it answers to a repeat is unknown. */
  UNLESS_EXECUTED,
  /** After attempts that Telnyx has not seen, since it would execute a repeat. */
  UNLESS_SEEN;

  /** Whether a second attempt may go out beside one that is not answered. */
  boolean allowHedges() {
    return this == FREELY;
  }

  /**
   * Whether another attempt may follow.
   *
   * @param outcome of all attempts so far
   */
  boolean allowAfter(CommandOutcome outcome) {
    return switch (this) {
      case FREELY -> true;
      case UNLESS_EXECUTED -> outcome != CommandOutcome.UNKNOWN;
      case UNLESS_SEEN -> outcome == CommandOutcome.NOT_SENT;
    };
  }
}
