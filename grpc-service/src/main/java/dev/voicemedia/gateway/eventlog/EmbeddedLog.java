package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.time.MonotonicClock;
import dev.voicemedia.webhook.TelnyxPublicKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in this process, on a disk of its own. What was appended has been fsynced, in the order
 * of positions, which rise from 1.
 */
public final class EmbeddedLog implements LogEngine {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedLog.class);

  // Bounds of a call to listeners with events that turn out to be stored after reopening.
  private static final int MAX_ENTRIES_A_CALL = 512;
  private static final int MAX_BYTES_A_CALL = 4 << 20;

  private final LogFolder folder;
  private final ClockWatch clock;
  private final LogWriter writer;

  /** Null while the log has not been open to write yet. */
  private volatile @Nullable Durability durability;

  private final List<AppendListener> listeners = new CopyOnWriteArrayList<>();

  private final CurrentStore stores;
  private final LogReads reads;
  private final boolean openedToWrite;

  // Written by the writer's thread alone.
  private volatile long head;
  private volatile long droppedBefore;

  private EmbeddedLog(
      LogFolder folder,
      EventLogSettings settings,
      InstantSource clock,
      MonotonicClock monotonic,
      LogWriter.Sleeper sleeper,
      Database.Disk disk,
      LongUnaryOperator positions) {
    this.folder = folder;
    AcknowledgedLoss.requireNotGone(folder);
    AtomicReference<@Nullable EventLogException> refused = new AtomicReference<>();
    this.stores = CurrentStore.open(folder, disk, refused::set);
    this.reads = new LogReads(stores::read, this::head);
    try {
      LogStore store = stores.get();
      AcknowledgedLoss.requireNone(folder, store);
      this.head = store.events().head();
      this.clock =
          new ClockWatch(
              clock,
              monotonic,
              new ClockConfirmation(folder.data()),
              store.events().newestReceivedAt());
      this.writer =
          new LogWriter(settings, this.clock, positions, sleeper, new Recovering(), this::written);
      EventLogException why = refused.get();
      this.openedToWrite = why == null;
      if (why == null) {
        this.durability = Durability.of(folder, cursorAt(head));
        writer.start(store);
      } else {
        writer.startRefusing(why);
      }
    } catch (RuntimeException e) {
      stores.close();
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

  /**
   * As above, measuring how long fsyncs take, for one who calls {@link #lookAfterFiles} himself.
   */
  public static EmbeddedLog open(
      Path folder, EventLogSettings settings, InstantSource clock, MeterRegistry metrics) {
    Database.Disk disk = new MeteredDisk(metrics, Database.Disk.REAL);
    return new EmbeddedLog(
        new LogFolder(folder),
        settings,
        clock,
        MonotonicClock.system(),
        EmbeddedLog::sleep,
        disk,
        last -> last + 1);
  }

  /** Not of a log that could not be opened to write. */
  @Override
  public void lookAfterFiles() {
    if (openedToWrite) {
      DaemonThreads.named("event-log-check").newThread(this::compactNewest).start();
    }
  }

  @Override
  public boolean distrustsClock() {
    return clock.isDistrusted();
  }

  @Override
  public long droppedBuckets() {
    return droppedBefore + stores.get().droppedBuckets();
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
    return open(folder, settings, clock, monotonic, sleeper, disk, last -> last + 1);
  }

  /**
   * @param positions gives the position after the last one; more than that
   */
  static EmbeddedLog open(
      Path folder,
      EventLogSettings settings,
      InstantSource clock,
      MonotonicClock monotonic,
      LogWriter.Sleeper sleeper,
      Database.Disk disk,
      LongUnaryOperator positions) {
    EmbeddedLog log =
        new EmbeddedLog(
            new LogFolder(folder), settings, clock, monotonic, sleeper, disk, positions);
    log.lookAfterFiles();
    return log;
  }

  @Override
  public CompletableFuture<AppendResult> append(IncomingEvent event) {
    return writer.append(event);
  }

  /**
   * Whether events are being stored. After a failure to write they are not, until the log has
   * closed its files and opened them again, which it tries by itself.
   */
  @Override
  public boolean accepts() {
    return writer.accepts();
  }

  @Override
  public Optional<String> fatalProblem() {
    return writer.isRunning()
        ? Optional.empty()
        : Optional.of("the thread that writes the log has ended");
  }

  /** They can be read while none are accepted, unless the files are damaged. */
  @Override
  public boolean readable() {
    return stores.readable();
  }

  @Override
  public List<LogEntry> read(long after, int maxEntries, int maxBytes) {
    return reads.read(after, maxEntries, maxBytes);
  }

  @Override
  public Map<String, TelnyxPublicKey> publicKeys() {
    return reads.publicKeys();
  }

  @Override
  public Optional<LogEntry> find(String eventId) {
    return reads.find(eventId);
  }

  @Override
  public long placeBefore(Instant receivedAt) {
    return reads.placeBefore(receivedAt);
  }

  @Override
  public long lastBefore(Instant receivedAt) {
    return reads.lastBefore(receivedAt);
  }

  @Override
  public EventPage page(EventPage.Request request) {
    return reads.page(request);
  }

  @Override
  public long head() {
    return head;
  }

  @Override
  public long earliest() {
    return stores.get().events().earliest();
  }

  @Override
  public Lineage lineage() {
    return stores.get().lineage();
  }

  @Override
  public Optional<Instant> recoveredUntil() {
    return reads.recoveredUntil();
  }

  @Override
  public void moveTo(Instant recoveredUntil) {
    stores.get().bookmarks().moveTo(recoveredUntil);
  }

  @Override
  public Runnable onAppended(AppendListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public long bytesOnDisk() {
    return folder.bytes();
  }

  @Override
  public void close() {
    writer.close();
    Durability begun = durability;
    if (begun != null) {
      begun.close();
    }
    stores.close();
  }

  private static void sleep(Duration pause) throws InterruptedException {
    Thread.sleep(pause.toMillis());
  }

  private void compactNewest() {
    try {
      stores.get().compactNewest();
      durable().lookAfterFiles(); // RocksDB has written some
    } catch (EventLogException e) {
      if (e.reason() != Reason.UNAVAILABLE) { // else it has been closed
        log.error("Table files cannot be checked, and so are not merged; {}", e.getMessage());
      }
    }
  }

  /**
   * Runs on the writer's thread, before it writes, and after an fsync before anyone is answered.
   */
  private void written(List<LogEntry> appended) {
    durable().require(!appended.isEmpty());
    if (!appended.isEmpty()) {
      advance(appended);
    }
  }

  private Durability durable() {
    return Objects.requireNonNull(durability, "a log that is open to write");
  }

  private void advance(List<LogEntry> appended) {
    durable().acknowledge(cursorAt(appended.get(appended.size() - 1).position()));
    long before = head;
    head = appended.get(appended.size() - 1).position();
    for (AppendListener listener : listeners) {
      try {
        listener.appended(before, appended);
      } catch (RuntimeException e) {
        log.error("A listener failed; the event is stored all the same", e);
      }
    }
  }

  /**
   * @throws EventLogException NOT_OPENED if a store is not this log, or has lost events of it
   */
  private void requireSame(LogStore opened) {
    long newHead = opened.events().head();
    if (opened.lineage().lastOf(cursorAt(head)).orElse(-1) < head
        || opened.lineage().logId() != lineage().logId()
        || newHead < head) {
      throw new EventLogException(
          Reason.NOT_OPENED,
          "event log %s: it is another one, or events were lost: it ends at position %d, not %d"
              .formatted(folder, newHead, head),
          null);
    }
  }

  /** Runs on the writer's thread, after a failure. */
  private final class Recovering implements LogWriter.Recovery {
    @Override
    public void fallBack() {
      if (durable().inPlace()) {
        readAlone();
      } else {
        stores.leave();
      }
    }

    /**
     * What had failed may be on disk all the same: listeners are called with it like with
     * everything else. The newest bucket is not compacted any more: that may be what has failed,
     * and would again.
     */
    @Override
    public LogStore reopen() {
      Durability begun = durability;
      if (stores.isLeft()) {
        durable().requirePutBack();
        readAlone();
      } else if (begun != null) {
        begun.requireFolder();
      }
      LogStore reopened = stores.reopen(this::take);
      long newHead = reopened.events().head();
      while (head < newHead) {
        advance(reopened.events().read(head, newHead, MAX_ENTRIES_A_CALL, MAX_BYTES_A_CALL));
      }
      return reopened;
    }

    private void readAlone() {
      droppedBefore = droppedBuckets();
      stores.fallBack(EmbeddedLog.this::requireSame);
    }

    private void take(LogStore opened) {
      requireSame(opened);
      Durability begun = durability;
      if (begun == null) {
        durability = Durability.of(folder, opened.lineage().cursorAt(opened.events().head()));
      } else {
        begun.opened();
      }
    }
  }
}
