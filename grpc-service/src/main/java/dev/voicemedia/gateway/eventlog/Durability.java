package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.time.DaemonThreads;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between an fsync and the answers: the files must still be the ones that were opened,
 * and the position is remembered outside of the log. For the writer's thread.
 */
final class Durability implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Durability.class);
  private static final long EVERY_SECONDS = 5;

  private final LogFolder folder;
  private final FilesInPlace files;
  private final Acknowledged acknowledged;
  private final ScheduledExecutorService forcing =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("event-log-acknowledged"));

  private Durability(LogFolder folder, FilesInPlace files, Acknowledged acknowledged) {
    this.folder = folder;
    this.files = files;
    this.acknowledged = acknowledged;
  }

  /**
   * Begins with a log that has just been opened.
   *
   * @param head of the log, all of which is on disk
   * @throws EventLogException NOT_OPENED
   */
  static Durability of(LogFolder folder, Cursor head) {
    try {
      PrivateFolders.restrictFiles(folder.files());
      Durability begun =
          new Durability(folder, new FilesInPlace(folder), Acknowledged.open(folder, head));
      var unused =
          begun.forcing.scheduleWithFixedDelay(
              begun::lookAfterFiles, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
      return begun;
    } catch (IOException e) {
      throw failed(folder, Reason.NOT_OPENED, e);
    }
  }

  /**
   * @param appended whether something was appended since the last call
   * @throws EventLogException UNAVAILABLE if the log's files are not in place
   */
  void require(boolean appended) {
    run(Reason.UNAVAILABLE, () -> files.require(appended));
  }

  /**
   * @throws EventLogException NOT_OPENED if the folder that was opened is not in place
   */
  void requireFolder() {
    run(Reason.NOT_OPENED, files::requireFolder);
  }

  /** Whether the files are in place, and were whenever they were looked at. */
  boolean inPlace() {
    return files.now();
  }

  /**
   * @throws EventLogException NOT_OPENED unless files that were not in place are back
   */
  void requirePutBack() {
    run(Reason.NOT_OPENED, files::requirePutBack);
  }

  /** Goes on with the log that was opened again. */
  void opened() {
    run(Reason.NOT_OPENED, files::opened);
  }

  /**
   * Remembers what is about to be acknowledged.
   *
   * @throws EventLogException UNAVAILABLE
   */
  void acknowledge(Cursor cursor) {
    run(Reason.UNAVAILABLE, () -> acknowledged.write(cursor));
  }

  @Override
  public void close() {
    forcing.shutdown();
    try {
      acknowledged.close();
    } catch (IOException e) {
      log.warn("{}: {}", folder.acknowledged(), e.toString());
    }
  }

  /** Has the files private, and what was acknowledged on the disk; is run from time to time. */
  void lookAfterFiles() {
    try {
      PrivateFolders.restrictFiles(folder.files()); // RocksDB makes them as the umask has it
    } catch (IOException e) {
      // Not there: the writer's thread notices it.
    }
    try {
      acknowledged.force();
    } catch (IOException e) {
      log.error("{} does not reach the disk: {}", folder.acknowledged(), e.toString());
    }
  }

  private void run(Reason reason, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw failed(folder, reason, e);
    }
  }

  private static EventLogException failed(LogFolder folder, Reason reason, IOException e) {
    return new EventLogException(reason, "event log " + folder + ": " + e.getMessage(), e);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
