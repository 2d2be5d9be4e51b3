package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.eventlog.SourceRecord.Erasure;
import dev.voicemedia.gateway.time.MonotonicClock;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that follows another one, where positions, times and epochs are given: what it has on disk
 * is a copy, which is not fsynced, and which can be deleted and built again. One thread has it take
 * records; any may read.
 */
public final class LogView implements EventLog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogView.class);

  private final ViewFolder folder;
  private final LogStore store;
  private final LogReads reads;
  private final ViewRetention retention;
  private final List<AppendListener> listeners = new CopyOnWriteArrayList<>();

  /** Of the thread that has it take records. */
  private final ViewWriter writer;

  /** Null until it follows a log. */
  private volatile @Nullable ViewProgress progress;

  private volatile long head;

  private LogView(
      ViewFolder folder, LogStore store, EventLogSettings settings, MonotonicClock monotonic) {
    this.folder = folder;
    this.store = store;
    this.progress = store.progress().orElse(null);
    this.head = Math.max(store.events().head(), unservedUpTo());
    this.reads = new LogReads(this::read, this::head);
    this.writer = new ViewWriter(store, head);
    this.retention =
        new ViewRetention(
            store, settings, monotonic, store.events().newestReceivedAt().orElse(Instant.EPOCH));
  }

  /**
   * Opens the view in a folder, which nobody but its owner can enter; one that is damaged, or that
   * was {@link #discard discarded}, is deleted, and a new one is begun.
   *
   * @throws EventLogException NOT_OPENED, with a line that says why
   */
  public static LogView open(Path folder, EventLogSettings settings, MonotonicClock monotonic) {
    ViewFolder files = new ViewFolder(folder);
    files.deleteIfDiscarded();
    LogStore store = files.open();
    try {
      return new LogView(files, store, settings, monotonic);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Id of the log that it follows; empty if it is new. */
  public Optional<String> source() {
    return Optional.ofNullable(progress).map(ViewProgress::source);
  }

  /**
   * Begins to follow a log; for a new view alone.
   *
   * @param source id of that log
   * @param logId the id by which its cursors name it
   * @param before position before the first record that it still has; if there were others, events
   *     are served only once none of them can matter any more
   */
  public void follow(String source, long logId, long before) {
    ViewProgress begun = ViewProgress.beginning(source, before);
    try (LogStore.Batch writes = store.newBatch()) {
      writes.become(new Lineage(logId, Map.of(), List.of()));
      writes.putProgress(begun);
      writes.commit();
    } catch (RocksDBException e) {
      throw failed(e);
    }
    progress = begun;
    head = before;
  }

  /** Position of the last record that was taken; 0 before the first. */
  public long position() {
    ViewProgress now = progress;
    return now == null ? 0 : now.position();
  }

  /** Epoch of the last record that was taken; empty before the first. */
  public Optional<Integer> epoch() {
    return Optional.ofNullable(progress).map(ViewProgress::epoch).filter(epoch -> epoch >= 0);
  }

  /**
   * Takes records, in order, and calls the listeners with what is new.
   *
   * @return what became of those that were events
   * @throws EventLogException UNAVAILABLE, DAMAGED; it should then be discarded
   */
  public List<Outcome> take(List<SourceRecord> records) {
    List<Outcome> outcomes = new ArrayList<>(records.size());
    try {
      int from = 0;
      for (int i = 0; i < records.size(); i++) {
        if (records.get(i).content() instanceof Erasure erasure) {
          outcomes.addAll(takeTogether(records.subList(from, i)));
          erase(erasure, records.get(i).appendedAt());
          from = i;
        }
      }
      outcomes.addAll(takeTogether(records.subList(from, records.size())));
    } catch (RocksDBException e) {
      throw failed(e);
    }
    return outcomes;
  }

  /** Drops what has expired, if it is time to look; to be called often while nothing comes. */
  public void maintain() {
    ViewProgress now = progress;
    if (now != null && store.events().buckets().newest().isPresent()) {
      try {
        retention.runIfDue(now.position() + 1);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }
  }

  /** Has the next opening delete what is there, and begin anew. */
  public void discard(String why) {
    folder.discard(why);
  }

  /** Whether an event of this id is stored, or was and is remembered. */
  public boolean knows(String eventId) {
    return read(store -> store.ids().find(eventId, Instant.MIN).isPresent());
  }

  /** Public keys that stored webhooks were signed with, by their ids. */
  public Map<String, TelnyxPublicKey> publicKeys() {
    return reads.publicKeys();
  }

  /** How far recovery has come; empty if there was none yet. */
  public Optional<Instant> recoveredUntil() {
    return reads.recoveredUntil();
  }

  /** Buckets of events and ids that were dropped since the start, with everything in them. */
  public long droppedBuckets() {
    return store.droppedBuckets();
  }

  /** Size of its files, in bytes. */
  public long bytesOnDisk() {
    return folder.bytes();
  }

  @Override
  public List<LogEntry> read(long after, int maxEntries, int maxBytes) {
    return reads.read(after, maxEntries, maxBytes);
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
  public long end() {
    return Math.max(head, position());
  }

  @Override
  public long earliest() {
    return Math.max(store.events().earliest(), unservedUpTo());
  }

  @Override
  public Lineage lineage() {
    return store.lineage();
  }

  @Override
  public Runnable onAppended(AppendListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    store.close();
  }

  private List<Outcome> takeTogether(List<SourceRecord> records) throws RocksDBException {
    ViewProgress before = progress;
    if (records.isEmpty() || before == null) {
      return List.of();
    }
    retention.reached(records.get(0).appendedAt());
    retention.runIfDue(before.position() + 1);
    ViewWriter.Taken taken = writer.take(records, before);
    progress = taken.progress();
    retention.reached(records.get(records.size() - 1).appendedAt());
    List<LogEntry> appended = taken.appended();
    if (!appended.isEmpty()) {
      retention.grew(appended.stream().mapToLong(entry -> entry.encodedEvent().size()).sum());
      advance(appended);
    } else if (!taken.progress().serves()) {
      head = taken.progress().unservedUpTo();
    }
    return taken.outcomes();
  }

  private void advance(List<LogEntry> appended) {
    long before = Math.max(head, unservedUpTo());
    head = appended.get(appended.size() - 1).position();
    for (AppendListener listener : listeners) {
      try {
        listener.appended(before, appended);
      } catch (RuntimeException e) {
        log.error("A listener failed; the event is stored all the same", e);
      }
    }
  }

  private void erase(Erasure erasure, Instant when) {
    TreeSet<Long> stored = new TreeSet<>();
    erasure.positions().stream()
        .filter(position -> store.events().at(position).isPresent())
        .forEach(stored::add);
    LogErasure.Erased done =
        new LogErasure(store, when)
            .run(new FoundEvents(stored, new TreeSet<>(), new TreeSet<>(), 0));
    log.info("view: {} events erased, of {} that were named", done.erased(), done.found());
    listeners.forEach(AppendListener::erased);
  }

  private long unservedUpTo() {
    ViewProgress now = progress;
    return now == null ? 0 : now.unservedUpTo();
  }

  private <T> T read(Function<LogStore, T> reading) {
    return reading.apply(store);
  }

  private static EventLogException failed(RocksDBException e) {
    return new EventLogException(Reason.UNAVAILABLE, "view: cannot write: " + e.getMessage(), e);
  }
}
