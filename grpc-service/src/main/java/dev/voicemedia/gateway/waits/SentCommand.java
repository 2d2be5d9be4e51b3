package dev.voicemedia.gateway.waits;

/**
 * A command of this gateway on a leg, as far as it is known by now.
 *
 * @param order among the commands of the leg, by when they were begun
 * @param head position of the newest event when it was begun: every event of its own comes after
 * @param begun place among the begins and ends of the leg's commands
 * @param ended the same, of the last end; {@link Integer#MAX_VALUE} while it is under way
 */
record SentCommand(int order, Sending what, long head, int begun, int ended, State state) {
  enum State {
    UNDER_WAY,
    ACCEPTED,
    /** The vendor has not seen it, or has refused it: it has no events. */
    WITHOUT_EFFECT,
    /** It may have events, now or later. */
    UNKNOWN
  }

  /**
   * What is known once somebody who waited for it has been answered.
   *
   * @param last whether nobody else waits for it
   */
  SentCommand after(State answer, boolean last, int now) {
    boolean settled = state == State.ACCEPTED; // a repeat cannot change that
    boolean open = answer == State.WITHOUT_EFFECT && (!last || state == State.UNKNOWN);
    return settled || open ? this : new SentCommand(order, what, head, begun, now, answer);
  }

  boolean mayHaveEvents() {
    return state != State.WITHOUT_EFFECT;
  }

  /** Whether the vendor may have got either of them first. */
  boolean overlaps(SentCommand other) {
    return begun < other.ended && other.begun < ended;
  }

  /** Whether the vendor was done with it when the other was begun. */
  boolean isDoneBefore(SentCommand other) {
    return state == State.ACCEPTED && ended < other.begun;
  }

  /** Whether its audio starts in its turn, as soon as it is known to be accepted. */
  boolean keepsOrder() {
    return what.isAudio() && what.plain() && state != State.UNKNOWN;
  }
}
