package dev.voicemedia.gateway.eventlog;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the log has been completed from Telnyx's list of deliveries. It is kept in the log, since
 * it is a statement about what the log holds. Safe for use by many threads.
 */
public interface RecoveryBookmark {

  /**
   * The time up to which every failed delivery has been looked at; empty if there was none yet.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  Optional<Instant> recoveredUntil();

  /**
   * Moves the bookmark; returns once that is on disk.
   *
   * @throws EventLogException UNAVAILABLE
   */
  void moveTo(Instant recoveredUntil);
}
