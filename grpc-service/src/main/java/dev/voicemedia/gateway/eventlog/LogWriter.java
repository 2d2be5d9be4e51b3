package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.BatchWriter.Written;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Events that wait while a batch is being fsynced share the next fsync.
 *
 * <p>After a failure it refuses everything until the store was closed and opened again: after a
 * failed fsync the kernel may have dropped the pages, and a second try could succeed without the
 * data being on disk.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
  private static final long LOOK_AFTER_BUCKETS_SECONDS = 10;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private record Waiting(IncomingEvent event, int bytes, CompletableFuture<AppendResult> result) {}

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  private final EventLogSettings settings;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final Supplier<LogStore> reopen;
  private final Consumer<List<LogEntry>> onAppended;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Semaphore waitingBytes;
  private final Thread thread;

  /** Answers a batch while the next is being written. */
  private final ExecutorService answers =
      Executors.newSingleThreadExecutor(task -> daemon(task, "event-log-answers"));

  private BatchWriter batches;
  private volatile @Nullable EventLogException refusal;
  private volatile boolean closed;

  /**
   * @param reopen closes the store that has failed and opens another on the same files
   * @param onAppended told what has become durable, in order and before the results of the appends
   */
  LogWriter(
      LogStore store,
      EventLogSettings settings,
      InstantSource clock,
      Sleeper sleeper,
      Supplier<LogStore> reopen,
      Consumer<List<LogEntry>> onAppended) {
    this.settings = settings;
    this.clock = clock;
    this.sleeper = sleeper;
    this.reopen = reopen;
    this.onAppended = onAppended;
    this.batches = new BatchWriter(store, settings, clock);
    this.waitingBytes = new Semaphore(settings.maxWaitingBytes());
    this.thread = daemon(this::run, "event-log-writer");
  }

  void start() {
    thread.start();
  }

  CompletableFuture<AppendResult> append(IncomingEvent event) {
    EventLogException refused = refusal();
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
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
    if (refusal() != null) {
      // The thread may have looked at the queue before this one was in it.
      refuseWaiting();
    }
    return waiting.result();
  }

  boolean accepts() {
    return refusal() == null;
  }

  @Override
  public void close() {
    closed = true;
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
    answers.shutdown(); // what it was given it still does
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      List<Waiting> batch = new ArrayList<>();
      while (!closed) {
        Waiting first = queue.poll(LOOK_AFTER_BUCKETS_SECONDS, TimeUnit.SECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, settings.maxBatchEvents() - 1);
        }
        EventLogException failure = write(List.copyOf(batch));
        batch.clear();
        if (failure != null) {
          recover(failure);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Returns why it failed, if it did. */
  private @Nullable EventLogException write(List<Waiting> batch) {
    try {
      Written written = batches.write(batch.stream().map(Waiting::event).toList());
      if (!written.appended().isEmpty()) {
        onAppended.accept(written.appended());
      }
      answers.execute(
          () -> {
            for (int i = 0; i < batch.size(); i++) {
              batch.get(i).result().complete(written.results().get(i));
            }
          });
      return null;
    } catch (Throwable e) { // whatever it is: nobody else would answer those who wait
      EventLogException failure =
          new EventLogException(Reason.UNAVAILABLE, "storing failed: " + e.getMessage(), e);
      refusal = failure;
      answers.execute(
          () -> batch.forEach(waiting -> waiting.result().completeExceptionally(failure)));
      return failure;
    } finally {
      batch.forEach(waiting -> waitingBytes.release(waiting.bytes()));
    }
  }

  private void recover(EventLogException failure) throws InterruptedException {
    log.error(
        "No event is accepted until the log was opened again; {}",
        failure.getMessage(),
        failure.getCause() instanceof RocksDBException ? null : failure);
    refuseWaiting();
    String lastReason = "";
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      sleeper.sleep(pause);
      try {
        batches = new BatchWriter(reopen.get(), settings, clock);
        refusal = null;
        log.info("The log was opened again; events are accepted");
        return;
      } catch (RuntimeException | Error e) { // whatever it is: nobody else would try again
        if (!lastReason.equals(e.getMessage())) {
          log.error("The log cannot be opened again yet; {}", e.getMessage());
          lastReason = String.valueOf(e.getMessage());
        }
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }

  private @Nullable EventLogException refusal() {
    return closed ? LogStore.closed() : refusal;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void refuseWaiting() {
    EventLogException why = refusal();
    if (why == null) {
      return; // the thread is back and takes them
    }
    for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      waitingBytes.release(waiting.bytes());
      waiting.result().completeExceptionally(why);
    }
  }
}
