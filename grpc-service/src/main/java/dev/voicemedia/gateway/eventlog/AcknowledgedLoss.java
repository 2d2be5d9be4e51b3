package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.eventlog.Acknowledged.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;

/** Events that were acknowledged and that the log no longer has. */
final class AcknowledgedLoss {
  private static final String WAYS_ON =
      OpeningProblem.WAY_OUT
          + "; or go on without them: see java -jar voicemedia.jar log accept-loss --help";

  private AcknowledgedLoss() {}

  /**
   * Refuses to begin a log where one has gone.
   *
   * @throws EventLogException NOT_OPENED
   */
  static void requireNotGone(LogFolder folder) {
    if (!Files.exists(folder.files())) {
      refuse(folder, inNoLog(folder));
    }
  }

  /**
   * Refuses a log that no longer has what was acknowledged.
   *
   * @throws EventLogException NOT_OPENED
   */
  static void requireNone(LogFolder folder, LogStore store) {
    refuse(folder, in(folder, store));
  }

  /**
   * Describes the loss, in words; empty if the log has everything, or as much as retention left.
   */
  static Optional<String> in(LogFolder folder, LogStore store) {
    Optional<Slot> slot = read(folder);
    if (slot.isEmpty()) {
      return Optional.empty();
    }
    long position = slot.get().position();
    long head = store.events().head();
    Lineage lineage = store.lineage();
    OptionalLong last = lineage.lastOf(new Cursor(lineage.logId(), slot.get().epoch(), position));
    if (last.isPresent() || position > head) {
      return after(Math.min(last.orElse(head), head), position);
    }
    return position <= store.events().earliest()
        ? Optional.empty()
        : Optional.of(
            "acknowledged events are missing: those up to position "
                + position
                + " were of another log, or of an epoch that this one does not have");
  }

  /** As above, of a log that is not there at all. */
  static Optional<String> inNoLog(LogFolder folder) {
    return read(folder).flatMap(slot -> after(0, slot.position()));
  }

  private static Optional<String> after(long last, long acknowledged) {
    return acknowledged <= last
        ? Optional.empty()
        : Optional.of(
            "%d acknowledged events are missing after position %d"
                .formatted(acknowledged - last, last));
  }

  private static Optional<Slot> read(LogFolder folder) {
    try {
      return Acknowledged.read(folder);
    } catch (IOException e) {
      throw OpeningProblem.notOpened(folder, "cannot read " + folder.acknowledged() + ": " + e, e);
    }
  }

  private static void refuse(LogFolder folder, Optional<String> loss) {
    if (loss.isPresent()) {
      throw OpeningProblem.notOpened(folder, loss.get() + "; " + WAYS_ON, null);
    }
  }
}
