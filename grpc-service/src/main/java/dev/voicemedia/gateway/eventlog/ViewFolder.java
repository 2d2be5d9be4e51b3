package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a view, which holds nothing that could not be had again. */
final class ViewFolder {
  private static final Logger log = LoggerFactory.getLogger(ViewFolder.class);

  private final LogFolder folder;

  ViewFolder(Path path) {
    this.folder = new LogFolder(path);
  }

  /**
   * Opens what is there, or begins anew if that is damaged.
   *
   * @throws EventLogException NOT_OPENED
   */
  LogStore open() {
    try {
      return LogStore.open(folder, LogOpener.Mode.WRITE, Database.Disk.REAL);
    } catch (EventLogException e) {
      if (!OpeningProblem.isDamage(e)) {
        throw e;
      }
      log.warn("view {}: it is built again, since it cannot be opened: {}", folder, e.getMessage());
      delete();
      return LogStore.open(folder, LogOpener.Mode.WRITE, Database.Disk.REAL);
    }
  }

  /** Marks it, so that it is deleted before it is opened again. */
  void discard(String why) {
    try {
      log.warn("view {}: it is built again at the next start: {}", folder, why);
      Files.writeString(mark(), why);
    } catch (IOException e) {
      log.error("view {}: it cannot be marked to be built again; delete it: {}", folder, e);
    }
  }

  /**
   * Deletes what was discarded.
   *
   * @throws EventLogException NOT_OPENED
   */
  void deleteIfDiscarded() {
    if (Files.exists(mark())) {
      log.info("view {}: it was discarded, and is built again", folder);
      delete();
    }
  }

  /** Size of its files, in bytes. */
  long bytes() {
    return folder.bytes();
  }

  /** The mark goes last: what a crash interrupts is deleted at the next start. */
  private void delete() {
    try {
      if (Files.exists(folder.files())) {
        try (Stream<Path> all = Files.walk(folder.files())) {
          List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
          for (Path each : deepestFirst) {
            Files.delete(each);
          }
        }
      }
      Files.deleteIfExists(mark());
    } catch (IOException e) {
      throw new EventLogException(
          Reason.NOT_OPENED, "view " + folder + ": cannot be deleted: " + e, e);
    }
  }

  private Path mark() {
    return folder.data().resolve("discarded");
  }
}
