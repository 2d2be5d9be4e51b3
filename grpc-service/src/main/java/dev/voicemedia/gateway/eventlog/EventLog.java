package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable log of verified webhooks. What was appended is on disk, in the order of positions,
 * which count up by one from 1. Safe for use by many threads.
 */
public final class EventLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  /** Of events that turn out to be stored when the log is opened again. */
  private static final int MAX_ENTRIES_TOLD = 512;

  private static final int MAX_BYTES_TOLD = 4 << 20;

  private final Path folder;
  private final LogFiles.Disk disk;
  private final LogWriter writer;
  private final List<Consumer<List<LogEntry>>> listeners = new CopyOnWriteArrayList<>();
  private volatile LogStore store;
  private volatile long head;

  private EventLog(
      Path folder,
      EventLogSettings settings,
      InstantSource clock,
      LogWriter.Sleeper sleeper,
      LogFiles.Disk disk) {
    this.folder = folder;
    this.disk = disk;
    this.store = LogStore.open(folder, LogFiles.Opening.WRITE, disk);
    try {
      store.compactNewest();
      this.head = store.head();
      this.writer = new LogWriter(store, settings, clock, sleeper, this::reopen, this::advance);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens the log in a data folder, which nobody but its owner can enter (mode 0700), or makes
   * both.
   *
   * @throws EventLogException NOT_OPENED or DAMAGED, with a line that says why
   */
  public static EventLog open(Path folder, EventLogSettings settings, InstantSource clock) {
    return open(
        folder, settings, clock, pause -> Thread.sleep(pause.toMillis()), LogFiles.Disk.REAL);
  }

  /**
   * @param sleeper waits between attempts to open the log again
   */
  static EventLog open(
      Path folder,
      EventLogSettings settings,
      InstantSource clock,
      LogWriter.Sleeper sleeper,
      LogFiles.Disk disk) {
    EventLog opened = new EventLog(folder, settings, clock, sleeper, disk);
    opened.writer.start();
    return opened;
  }

  /**
   * Stores an event, unless it is a duplicate. The result comes once it has been fsynced, on a
   * thread that brings all results: whoever continues from it must not block.
   *
   * <p>Fails with {@link EventLogException}: BUSY, or UNAVAILABLE; the event is then not stored, or
   * at least not known to be.
   */
  public CompletableFuture<AppendResult> append(IncomingEvent event) {
    return writer.append(event);
  }

  /**
   * Stored events behind a position, oldest first; empty at the head.
   *
   * @param maxBytes of encoded events together; the first is returned even if it is larger
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  public List<LogEntry> read(long after, int maxEntries, int maxBytes) {
    long upTo = head;
    return after >= upTo ? List.of() : store.read(after, upTo, maxEntries, maxBytes);
  }

  /**
   * The stored event with this id.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  public Optional<LogEntry> find(String eventId) {
    return Optional.ofNullable(store.findId(eventId, Instant.MIN))
        .filter(entry -> entry.position() <= head)
        .flatMap(entry -> at(entry.position()));
  }

  /**
   * The place before the first event that was received at this time or later; the head if there is
   * none. Where events cannot be read, the place before them if it may be one of these.
   */
  public long placeBefore(Instant receivedAt) {
    long low = earliest();
    long high = head;
    while (low < high) {
      long middle = low + (high - low) / 2;
      OptionalLong readable = firstReadable(middle + 1, high);
      if (readable.isPresent() && isBefore(readable.getAsLong(), receivedAt)) {
        low = readable.getAsLong();
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** At a position or, in growing steps, behind it. */
  private OptionalLong firstReadable(long position, long upTo) {
    for (long step = 1; position <= upTo; step *= 2) {
      try {
        var unused = at(position);
        return OptionalLong.of(position);
      } catch (EventLogException e) {
        if (e.reason() != Reason.DAMAGED) {
          throw e;
        }
        position += step;
      }
    }
    return OptionalLong.empty();
  }

  /** What retention has just removed lies before any time, too. */
  private boolean isBefore(long position, Instant time) {
    return receivedAt(position).map(received -> received.isBefore(time)).orElse(true);
  }

  /**
   * A page of the stored events that match.
   *
   * @throws EventLogException DAMAGED, UNAVAILABLE
   */
  public EventPage page(EventPage.Request request) {
    return new PageReader(store, request).read();
  }

  /**
   * Whether events are being stored. After a failure to write not, until the log has closed its
   * files and could open them again, which it tries by itself.
   */
  public boolean accepts() {
    return writer.accepts();
  }

  /** The position of the newest event; 0 if there never was one. */
  public long head() {
    return head;
  }

  /** The place before the oldest stored event; the head if there is none. */
  public long earliest() {
    return store.earliest();
  }

  /** Of its files, in bytes. */
  public long bytesOnDisk() {
    return LogFiles.bytesOnDisk(folder);
  }

  /** Names this log in cursors. Made at random when it was created. */
  public long logId() {
    return store.identity().logId();
  }

  /**
   * The last position that another log has in common with this one, because this one was restored
   * from a backup of it; any, for this log itself. Empty for a foreign log.
   */
  public OptionalLong sharedWith(long otherLogId) {
    return store.identity().sharedWith(otherLogId);
  }

  /**
   * Has a listener told the events of each growth once they are durable, in order, on the writer's
   * thread: it must return at once.
   *
   * @return ends the calls
   */
  public Runnable onAppended(Consumer<List<LogEntry>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    writer.close();
    store.close();
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
   * On the writer's thread, after a failure. What had failed may be on disk all the same: it is
   * told of like everything else. What is written to is not compacted any more until the next
   * bucket begins: that may be what has failed, and would again.
   */
  private LogStore reopen() {
    store.close();
    LogStore reopened = LogStore.open(folder, LogFiles.Opening.WRITE, disk);
    long newHead;
    try {
      newHead = reopened.head();
      if (reopened.identity().logId() != store.identity().logId() || newHead < head) {
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
    store = reopened;
    while (head < newHead) {
      advance(reopened.read(head, newHead, MAX_ENTRIES_TOLD, MAX_BYTES_TOLD));
    }
    return reopened;
  }

  private Optional<Instant> receivedAt(long position) {
    return at(position).map(entry -> EventHeader.read(entry.encodedEvent()).receivedAt());
  }

  private Optional<LogEntry> at(long position) {
    return store.read(position - 1, position, 1, Integer.MAX_VALUE).stream().findFirst();
  }
}
