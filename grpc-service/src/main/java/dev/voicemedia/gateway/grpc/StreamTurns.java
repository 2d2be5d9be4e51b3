package dev.voicemedia.gateway.grpc;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Serialises the turns of one stream. Wake-ups may come from any thread; whoever wakes an idle
 * stream takes its turns, and a wake-up during a turn adds another one. What is unfinished goes on
 * on a reader, so that other streams get their turn.
 */
final class StreamTurns {
  private final Executor readers;
  private final Turn turn;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /**
   * @param readers may block on the disk
   */
  StreamTurns(Executor readers, Turn turn) {
    this.readers = readers;
    this.turn = turn;
  }

  /**
   * Takes a turn, or has the thread that is taking one take another.
   *
   * @param mayBlock whether the calling thread may wait for the disk
   */
  void wake(boolean mayBlock) {
    State before = state.getAndUpdate(now -> now == State.IDLE ? State.TAKEN : State.WANTED_AGAIN);
    if (before == State.IDLE) {
      takeTurns(mayBlock);
    }
  }

  private void takeTurns(boolean mayBlock) {
    boolean unfinished = turn.take(mayBlock);
    while (!unfinished && !state.compareAndSet(State.TAKEN, State.IDLE)) {
      state.set(State.TAKEN);
      unfinished = turn.take(mayBlock);
    }
    if (unfinished) {
      readers.execute(() -> takeTurns(true));
    }
  }

  /** What a stream does in its turn. */
  interface Turn {
    /** Returns whether there is more to do at once, which others have to come before. */
    boolean take(boolean mayBlock);
  }

  private enum State {
    IDLE,
    TAKEN,
    /** Taken, and woken since it began. */
    WANTED_AGAIN
  }
}
