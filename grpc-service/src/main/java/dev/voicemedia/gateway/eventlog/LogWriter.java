package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendQueue.Waiting;
import dev.voicemedia.gateway.eventlog.BatchWriter.Written;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.time.Backoff;
import dev.voicemedia.gateway.time.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the one thread that writes. Events that wait while a batch is being fsynced share the next
 * fsync (group commit).
 *
 * <p>After a failure it refuses everything until the store was closed and opened again: after a
 * failed fsync the kernel may have dropped the pages, and a second try could succeed without the
 * data being on disk.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
  private static final Duration MAINTAIN_RETENTION_EVERY = Duration.ofSeconds(10);

  /** Exponential backoff. */
  private static final Backoff REOPENING =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final EventLogSettings settings;
  private final ClockWatch clock;
  private final LongUnaryOperator positions;
  private final Sleeper sleeper;
  private final Recovery recovery;
  private final Consumer<List<LogEntry>> onWritten;
  private final AppendQueue queue;
  private final Thread thread;

  /** Completes the results of a batch while the next one is being written. */
  private final ExecutorService results =
      Executors.newSingleThreadExecutor(DaemonThreads.named("event-log-results"));

  /** Belongs to the store that is open to write; used by the thread alone. */
  private @Nullable BatchWriter batches;

  private volatile @Nullable EventLogException refusal;
  private volatile boolean closed;

  /**
   * @param positions gives the position after the last one
   * @param onWritten takes what has become durable, in order and before the results of the appends;
   *     also nothing, before each write and from time to time. What it throws is a failure to write
   */
  LogWriter(
      EventLogSettings settings,
      ClockWatch clock,
      LongUnaryOperator positions,
      Sleeper sleeper,
      Recovery recovery,
      Consumer<List<LogEntry>> onWritten) {
    this.settings = settings;
    this.clock = clock;
    this.positions = positions;
    this.sleeper = sleeper;
    this.recovery = recovery;
    this.onWritten = onWritten;
    this.queue = new AppendQueue(settings.maxWaitingBytes());
    this.thread = DaemonThreads.named("event-log-writer").newThread(this::run);
  }

  /** Writes to a store from now on. */
  void start(LogStore store) {
    batches = new BatchWriter(store, settings, clock, positions);
    thread.start();
  }

  /** Refuses everything until a store can be opened to write. */
  void startRefusing(EventLogException why) {
    refusal = refusalBecause(why);
    thread.start();
  }

  CompletableFuture<AppendResult> append(IncomingEvent event) {
    EventLogException refused = refusal();
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    CompletableFuture<AppendResult> result = queue.add(event);
    if (refusal() != null) {
      // The thread may have looked at the queue before this one was in it.
      refuseWaiting();
    }
    return result;
  }

  boolean isRunning() {
    return thread.isAlive();
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
    results.shutdown(); // what it was given it still does
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      EventLogException refused = refusal;
      if (refused != null) {
        recover(refused);
      }
      while (!closed) {
        List<Waiting> batch = queue.take(settings.maxBatchEvents(), MAINTAIN_RETENTION_EVERY);
        EventLogException failure = batch.isEmpty() ? maintainRetention() : write(batch);
        if (failure != null) {
          recover(failure);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Returns why it failed, if it did. */
  private @Nullable EventLogException maintainRetention() {
    try {
      onWritten.accept(List.of());
      writing().maintainRetention();
      return null;
    } catch (Throwable e) { // whatever it is: nobody else would recover
      return refuse(e);
    }
  }

  /** Returns why it failed, if it did. */
  private @Nullable EventLogException write(List<Waiting> batch) {
    try {
      answer(batch, store(batch));
      return null;
    } catch (Throwable e) { // whatever it is: nobody else would answer those who wait
      EventLogException failure = refuse(e);
      results.execute(
          () -> batch.forEach(waiting -> waiting.result().completeExceptionally(failure)));
      return failure;
    }
  }

  private Written store(List<Waiting> batch) throws RocksDBException {
    try {
      onWritten.accept(List.of());
      Written written = writing().write(batch.stream().map(Waiting::event).toList());
      onWritten.accept(written.appended());
      return written;
    } finally {
      queue.release(batch);
    }
  }

  /** One that nobody waits behind is answered here: to wake a thread for it would take longer. */
  private void answer(List<Waiting> batch, Written written) {
    if (batch.size() == 1 && queue.isEmpty() && !closed) {
      batch.get(0).result().complete(written.results().get(0));
      return;
    }
    results.execute(
        () -> {
          for (int i = 0; i < batch.size(); i++) {
            batch.get(i).result().complete(written.results().get(i));
          }
        });
  }

  private EventLogException refuse(Throwable cause) {
    EventLogException failure = refusalBecause(cause);
    refusal = failure;
    recovery.fallBack();
    return failure;
  }

  private static EventLogException refusalBecause(Throwable cause) {
    return new EventLogException(
        Reason.UNAVAILABLE, "storing failed: " + cause.getMessage(), cause);
  }

  private BatchWriter writing() {
    return Objects.requireNonNull(batches, "a store to write to");
  }

  private void recover(EventLogException failure) throws InterruptedException {
    Throwable cause = failure.getCause();
    boolean explained =
        cause instanceof RocksDBException
            || cause instanceof EventLogException
            || OpeningProblem.isFullDisk(failure);
    log.error(
        "No event is accepted until the log was opened again; {}",
        failure.getMessage(),
        explained ? null : failure);
    refuseWaiting();
    String lastReason = cause == null ? "" : String.valueOf(cause.getMessage());
    for (int failures = 1; !closed; failures++) {
      sleeper.sleep(REOPENING.pause(failures));
      try {
        batches = new BatchWriter(recovery.reopen(), settings, clock, positions);
        refusal = null;
        log.info("The log was opened again; events are accepted");
        return;
      } catch (RuntimeException | Error e) { // whatever it is: nobody else would try again
        if (!lastReason.equals(e.getMessage())) {
          log.error("The log cannot be opened again yet; {}", e.getMessage());
          lastReason = String.valueOf(e.getMessage());
        }
      }
    }
  }

  private @Nullable EventLogException refusal() {
    return closed ? EventLogException.closed() : refusal;
  }

  private void refuseWaiting() {
    EventLogException why = refusal();
    if (why != null) { // else the thread is back and takes them
      queue.failAll(why);
    }
  }

  /** What is done to the store after a failure to write to it. */
  interface Recovery {
    /** Has it read alone: closes it and opens its files for that, if they are still its own. */
    void fallBack();

    /** Opens its files to write. */
    LogStore reopen();
  }

  /** Waits. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }
}
