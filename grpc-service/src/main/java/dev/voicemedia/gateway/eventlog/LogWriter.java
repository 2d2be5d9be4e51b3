package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Events that wait while a batch is being fsynced share the next fsync.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
  private static final Duration KEEP_BUCKETS_EVERY = Duration.ofSeconds(10);
  private static final int CHECKS_A_BUCKET = 16;

  private record Waiting(IncomingEvent event, int bytes, CompletableFuture<AppendResult> result) {}

  private record Placed(Waiting waiting, AppendResult result) {}

  private final LogStore store;
  private final EventLogSettings settings;
  private final InstantSource clock;
  private final Consumer<List<LogEntry>> onAppended;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Semaphore waitingBytes;
  private final Thread thread;
  private final Set<String> storedKeys = new HashSet<>();

  private long head;
  private Instant lastReceivedAt;
  private Instant bucketsKeptAt = Instant.MIN;
  private long bytesSinceBucketsKept;
  private volatile @Nullable EventLogException refusal;

  /**
   * @param onAppended told what has become durable, in order and before the results of the appends
   */
  LogWriter(
      LogStore store,
      EventLogSettings settings,
      InstantSource clock,
      long head,
      Instant lastReceivedAt,
      Consumer<List<LogEntry>> onAppended) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.head = head;
    this.lastReceivedAt = lastReceivedAt;
    this.onAppended = onAppended;
    this.waitingBytes = new Semaphore(settings.maxWaitingBytes());
    this.thread = new Thread(this::run, "event-log-writer");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  CompletableFuture<AppendResult> append(IncomingEvent event) {
    int bytes = Math.min(event.event().getSerializedSize(), settings.maxWaitingBytes());
    if (!waitingBytes.tryAcquire(bytes)) {
      return CompletableFuture.failedFuture(
          new EventLogException(
              Reason.BUSY,
              "more than " + settings.maxWaitingBytes() + " bytes wait to be stored",
              null));
    }
    Waiting waiting = new Waiting(event, bytes, new CompletableFuture<>());
    queue.add(waiting);
    if (refusal != null) {
      // The thread may have ended before it saw this one.
      refuseWaiting();
    }
    return waiting.result();
  }

  boolean accepts() {
    return refusal == null;
  }

  @Override
  public void close() {
    refuse(new EventLogException(Reason.UNAVAILABLE, "the log is closed", null));
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    refuseWaiting();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>();
    while (accepts()) {
      try {
        Waiting first = queue.poll(KEEP_BUCKETS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
        }
      } catch (InterruptedException e) {
        break; // closed
      }
      queue.drainTo(batch, settings.maxBatchEvents() - batch.size());
      write(batch);
      batch.forEach(waiting -> waitingBytes.release(waiting.bytes()));
      batch.clear();
    }
    refuseWaiting();
  }

  private void write(List<Waiting> batch) {
    List<Placed> placed = new ArrayList<>(batch.size());
    try {
      keepBuckets();
      write(batch, placed);
      placed.forEach(each -> each.waiting().result().complete(each.result()));
    } catch (Throwable e) { // whatever it is: nobody else would answer those who wait
      // After a failed fsync the kernel may have dropped the pages: a second try could succeed
      // without the data being on disk. So nothing more is taken until the log was opened again.
      log.error("Storing failed; no event is accepted until the log is opened again", e);
      EventLogException unavailable =
          new EventLogException(Reason.UNAVAILABLE, "storing failed: " + e.getMessage(), e);
      refuse(unavailable);
      batch.forEach(waiting -> waiting.result().completeExceptionally(unavailable));
    }
  }

  private void write(List<Waiting> batch, List<Placed> placed) throws RocksDBException {
    try (LogStore.Batch writes = store.newBatch()) {
      Map<String, IdEntry> idsOfBatch = new HashMap<>();
      List<LogEntry> appended = new ArrayList<>(batch.size());
      for (Waiting waiting : batch) {
        placed.add(new Placed(waiting, place(waiting.event(), writes, idsOfBatch, appended)));
      }
      if (!appended.isEmpty()) {
        writes.commit();
        head += appended.size();
        onAppended.accept(List.copyOf(appended));
      }
    }
  }

  /** Often enough for the limits to hold, seldom enough not to be noticed. */
  private void keepBuckets() throws RocksDBException {
    Instant now = clock.instant();
    boolean due =
        bytesSinceBucketsKept >= settings.bucketBytes() / CHECKS_A_BUCKET
            || !bucketsKeptAt.plus(KEEP_BUCKETS_EVERY).isAfter(now);
    if (due) {
      store.keepBuckets(settings, head + 1, now);
      bucketsKeptAt = now;
      bytesSinceBucketsKept = 0;
    }
  }

  private AppendResult place(
      IncomingEvent incoming,
      LogStore.Batch writes,
      Map<String, IdEntry> idsOfBatch,
      List<LogEntry> appended)
      throws RocksDBException {
    Instant now = clock.instant();
    Outcome outcome = Outcome.STORED;
    String id = incoming.event().getId();
    IdEntry known = remembered(id, now, idsOfBatch);
    if (known != null && !known.dataFingerprint().equals(incoming.dataFingerprint())) {
      outcome = Outcome.STORED_AS_VARIANT;
      id = id + "~" + incoming.dataFingerprint();
      known = remembered(id, now, idsOfBatch);
    }
    if (known != null) {
      return new AppendResult(Outcome.DUPLICATE, known.position());
    }
    lastReceivedAt = now.isAfter(lastReceivedAt) ? now : lastReceivedAt;
    Event event =
        incoming.event().toBuilder()
            .setId(id)
            .setReceivedAt(
                Timestamp.newBuilder()
                    .setSeconds(lastReceivedAt.getEpochSecond())
                    .setNanos(lastReceivedAt.getNano()))
            .build();
    long position = head + appended.size() + 1;
    IdEntry entry = new IdEntry(position, lastReceivedAt, incoming.dataFingerprint());
    ByteString encoded = event.toByteString();
    bytesSinceBucketsKept += encoded.size();
    LogEntry stored = new LogEntry(position, encoded);
    appended.add(stored);
    writes.putEvent(stored, CallIndex.of(EventHeader.of(event)).toList());
    writes.putId(id, entry);
    idsOfBatch.put(id, entry);
    if (storedKeys.add(event.getWebhook().getPublicKeyId())) {
      writes.putPublicKey(event.getWebhook().getPublicKeyId(), incoming.publicKey());
    }
    return new AppendResult(outcome, position);
  }

  private @Nullable IdEntry remembered(String id, Instant now, Map<String, IdEntry> idsOfBatch) {
    IdEntry entry = idsOfBatch.get(id);
    if (entry == null) {
      entry = store.findId(id, now.minus(settings.dedupeWindow()));
    }
    boolean forgotten =
        entry != null && entry.receivedAt().plus(settings.dedupeWindow()).isBefore(now);
    return forgotten ? null : entry;
  }

  private void refuse(EventLogException why) {
    if (refusal == null) {
      refusal = why;
    }
  }

  private void refuseWaiting() {
    EventLogException why = refusal;
    if (why == null) {
      return;
    }
    for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      waitingBytes.release(waiting.bytes());
      waiting.result().completeExceptionally(why);
    }
  }
}
