package dev.voicemedia.gateway.waits;

import java.util.List;

/** What a wait reports. */
public sealed interface Step {
  /** What it rests on. */
  Basis basis();

  /** Whether nothing follows. */
  default boolean isLast() {
    return !(this instanceof Started || this instanceof Ambiguous);
  }

  /** The command's audio has started. */
  record Started(LegEvent event, Basis basis) implements Step {}

  /** The command's audio has ended. The last step. */
  record Ended(LegEvent event, Basis basis) implements Step {}

  /** Nobody can say which events are the command's; what follows is the end of the call. */
  record Ambiguous(List<LegEvent> candidates) implements Step {
    @Override
    public Basis basis() {
      return Basis.AMBIGUOUS;
    }
  }

  /** The call has ended, and with it whatever was heard on it. The last step. */
  record CallEnded(LegEvent event, Basis basis, List<LegEvent> candidates) implements Step {}

  /** The time to wait is over. The last step. */
  record Overdue(Basis basis, List<LegEvent> candidates) implements Step {}
}
