package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.webhook.TelnyxPublicKey;
import java.util.Map;
import java.util.Optional;

/**
 * A log as a gateway runs it, whatever it is on: the way in, the way out, the bookmark of recovery,
 * and what its operator asks about it. Safe for use by many threads.
 */
public interface LogEngine extends EventAppender, EventLog, RecoveryBookmark, AutoCloseable {

  /** Whether events are being stored; while they are not, it tries to recover by itself. */
  boolean accepts();

  /** Whether events can be read. */
  boolean readable();

  /** Whether events will be readable by themselves: they are whole elsewhere, and on their way. */
  default boolean isBeingBuilt() {
    return false;
  }

  /**
   * Whether this gateway, of all those on the log, is the one that does what one alone should, such
   * as to read what it lacks from somewhere else. It may change at any time.
   */
  default boolean hasTurn() {
    return true;
  }

  /**
   * Begins, in the background, what keeps its files small and fast to read. To be called once, by
   * who has opened it, when nothing more urgent is to be done.
   */
  default void lookAfterFiles() {}

  /** Why it cannot go on before this process is started again, if it cannot. */
  Optional<String> fatalProblem();

  /**
   * Public keys that stored webhooks were signed with, by their ids.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  Map<String, TelnyxPublicKey> publicKeys();

  /** Buckets of events and ids that were dropped since the start, with everything in them. */
  long droppedBuckets();

  /** Size of its files on this machine, in bytes. */
  long bytesOnDisk();

  /** Whether the clock has jumped and has not been trusted since: nothing expires for its age. */
  boolean distrustsClock();

  @Override
  void close();
}
