package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.time.MonotonicClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in this process, on a disk of its own. What was appended has been fsynced, in the order
 * of positions, which count up by one from 1.
 */
public final class EmbeddedLog implements EventAppender, EventLog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedLog.class);

  // Bounds of a call to listeners with events that turn out to be stored after reopening.
  private static final int MAX_ENTRIES_A_CALL = 512;
  private static final int MAX_BYTES_A_CALL = 4 << 20;

  private final LogFolder folder;
  private final Database.Disk disk;
  private final ClockWatch clock;
  private final LogWriter writer;
  private final List<Consumer<List<LogEntry>>> listeners = new CopyOnWriteArrayList<>();

  // Replaced by the writer's thread alone.
  private volatile LogStore store;
  private volatile long head;
  private volatile long droppedBefore;

  private EmbeddedLog(
      LogFolder folder,
      EventLogSettings settings,
      InstantSource clock,
      MonotonicClock monotonic,
      LogWriter.Sleeper sleeper,
      Database.Disk disk) {
    this.folder = folder;
    this.disk = disk;
    this.store = LogStore.open(folder, LogOpener.Mode.WRITE, disk);
    try {
      store.compactNewest();
      this.head = store.events().head();
      this.clock =
          new ClockWatch(
              clock,
              monotonic,
              new ClockConfirmation(folder.data()),
              store.events().newestReceivedAt());
      this.writer =
          new LogWriter(store, settings, this.clock, sleeper, this::reopen, this::advance);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens the log in a data folder, which nobody but its owner can enter (mode 0700); creates what
   * is not there.
   *
   * @throws EventLogException NOT_OPENED or DAMAGED, with a line that says why
   */
  public static EmbeddedLog open(Path folder, EventLogSettings settings, InstantSource clock) {
    return open(folder, settings, clock, MonotonicClock.system());
  }

  /** As above, with another clock to compare the first one with. */
  public static EmbeddedLog open(
      Path folder, EventLogSettings settings, InstantSource clock, MonotonicClock monotonic) {
    return open(folder, settings, clock, monotonic, EmbeddedLog::sleep, Database.Disk.REAL);
  }

  /** As above, measuring how long fsyncs take. */
  public static EmbeddedLog open(
      Path folder, EventLogSettings settings, InstantSource clock, MeterRegistry metrics) {
    Database.Disk disk = new MeteredDisk(metrics, Database.Disk.REAL);
    return open(folder, settings, clock, MonotonicClock.system(), EmbeddedLog::sleep, disk);
  }

  /** Whether the clock has jumped and has not been trusted since: nothing expires for its age. */
  public boolean distrustsClock() {
    return clock.isDistrusted();
  }

  /** Buckets of events and ids that were dropped since the start, with everything in them. */
  public long droppedBuckets() {
    return droppedBefore + store.droppedBuckets();
  }

  /**
   * @param sleeper waits between attempts to open the log again
   */
  static EmbeddedLog open(
      Path folder,
      EventLogSettings settings,
      InstantSource clock,
      MonotonicClock monotonic,
      LogWriter.Sleeper sleeper,
      Database.Disk disk) {
    EmbeddedLog opened =
        new EmbeddedLog(new LogFolder(folder), settings, clock, monotonic, sleeper, disk);
    opened.writer.start();
    return opened;
  }

  @Override
  public CompletableFuture<AppendResult> append(IncomingEvent event) {
    return writer.append(event);
  }

  /**
   * Whether events are being stored. After a failure to write they are not, until the log has
   * closed its files and opened them again, which it tries by itself.
   */
  public boolean accepts() {
    return writer.accepts();
  }

  @Override
  public List<LogEntry> read(long after, int maxEntries, int maxBytes) {
    long upTo = head;
    return after >= upTo ? List.of() : store.events().read(after, upTo, maxEntries, maxBytes);
  }

  @Override
  public Optional<LogEntry> find(String eventId) {
    return store
        .ids()
        .find(eventId, Instant.MIN)
        .filter(entry -> entry.position() <= head)
        .flatMap(entry -> store.events().at(entry.position()));
  }

  @Override
  public long placeBefore(Instant receivedAt) {
    return store.events().placeBefore(receivedAt, head);
  }

  @Override
  public long lastBefore(Instant receivedAt) {
    return store.events().lastBefore(receivedAt, head);
  }

  @Override
  public EventPage page(EventPage.Request request) {
    return new PageReader(store.events(), request).read();
  }

  @Override
  public long head() {
    return head;
  }

  @Override
  public long earliest() {
    return store.events().earliest();
  }

  @Override
  public Lineage lineage() {
    return store.lineage();
  }

  @Override
  public Runnable onAppended(Consumer<List<LogEntry>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Size of the log's files, in bytes. */
  public long bytesOnDisk() {
    return folder.bytes();
  }

  @Override
  public void close() {
    writer.close();
    store.close();
  }

  private static void sleep(Duration pause) throws InterruptedException {
    Thread.sleep(pause.toMillis());
  }

  private void advance(List<LogEntry> appended) {
    head = appended.get(appended.size() - 1).position();
    for (Consumer<List<LogEntry>> listener : listeners) {
      try {
        listener.accept(appended);
      } catch (RuntimeException e) {
        log.error("A listener failed; the event is stored all the same", e);
      }
    }
  }

  /**
   * Runs on the writer's thread, after a failure. What had failed may be on disk all the same:
   * listeners are called with it like with everything else. The newest bucket is not compacted any
   * more: that may be what has failed, and would again.
   */
  private LogStore reopen() {
    store.close();
    LogStore reopened = LogStore.open(folder, LogOpener.Mode.WRITE, disk);
    long newHead;
    try {
      newHead = reopened.events().head();
      if (reopened.lineage().lastOf(cursorAt(head)).orElse(-1) < head
          || reopened.lineage().logId() != lineage().logId()
          || newHead < head) {
        throw new EventLogException(
            Reason.NOT_OPENED,
            "event log %s: it is another one, or events were lost: it ends at position %d, not %d"
                .formatted(folder, newHead, head),
            null);
      }
    } catch (RuntimeException e) {
      reopened.close();
      throw e;
    }
    droppedBefore = droppedBuckets();
    store = reopened;
    while (head < newHead) {
      advance(reopened.events().read(head, newHead, MAX_ENTRIES_A_CALL, MAX_BYTES_A_CALL));
    }
    return reopened;
  }
}
