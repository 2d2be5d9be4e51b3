package dev.voicemedia.gateway.recovery;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.eventlog.EventAppender;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.RecoveryBookmark;
import dev.voicemedia.gateway.recovery.WindowReader.Selection;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.gateway.upstream.DeliveryListException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the log with what Telnyx could not deliver: by itself, and on request. All of it
 * happens on one thread, one after the other, so that there is one budget of requests.
 */
public final class Recovery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final RecoverySettings settings;
  private final Duration dedupeWindow;
  private final RecoveryBookmark bookmark;
  private final BooleanSupplier hasTurn;
  private final EventLog events;
  private final OwnUrls urls;
  private final WindowReader reader;
  private final RecoveryMeters meters;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("recovery"));

  private final Set<Run> requested = ConcurrentHashMap.newKeySet();

  /** Belongs to the thread, like the next. */
  private boolean warnedOfUrls;

  private String lastRefusal = "";

  Recovery(
      RecoverySettings settings,
      Duration dedupeWindow,
      Log eventLog,
      Deliveries list,
      Pace pace,
      RecoveryMeters meters,
      InstantSource clock) {
    this.settings = settings;
    this.dedupeWindow = dedupeWindow;
    this.bookmark = eventLog.bookmark();
    this.hasTurn = eventLog.hasTurn();
    this.events = eventLog.events();
    this.urls = new OwnUrls(settings.webhookUrls(), eventLog.events());
    this.reader = new WindowReader(list, new Importer(eventLog.appender()), pace, meters);
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * What recovers a log; by itself once it was started.
   *
   * @param dedupeWindow of the log
   * @param actionsWait whether actions wait for a place in flight to Telnyx
   */
  public static Recovery of(
      RecoverySettings settings,
      Duration dedupeWindow,
      Log eventLog,
      Deliveries list,
      BooleanSupplier actionsWait,
      MeterRegistry metrics,
      InstantSource clock) {
    Pace pace = new Pace(time -> Thread.sleep(time.toMillis()), actionsWait);
    Recovery recovery =
        new Recovery(
            settings,
            dedupeWindow,
            eventLog,
            list,
            pace,
            new RecoveryMeters(metrics, clock),
            clock);
    if (settings.automatic()) {
      recovery.thread.execute(recovery::tryToMark);
    }
    return recovery;
  }

  /** Starts to recover by itself, if that is on. */
  public void start() {
    if (settings.automatic()) {
      var unused =
          thread.scheduleWithFixedDelay(
              this::trySweep, 0, RecoverySettings.EVERY.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /**
   * Recovers once, on the thread of recovery; done after the last window. Fails with {@link
   * DeliveryListException}, {@link UnknownUrlException} or {@link StoppingException}.
   */
  public CompletableFuture<Void> recover(Request request, Consumer<WindowReport> progress) {
    Run run = new Run(request, progress);
    requested.add(run);
    try {
      thread.execute(run);
    } catch (RejectedExecutionException e) {
      run.stop();
    }
    return run.done;
  }

  /** Ends what is under way; requests fail with {@link StoppingException}. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("recovery did not stop within " + STOP.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // What was under way has ended by itself; what waited for its turn will not have one.
    requested.forEach(Run::stop);
  }

  /** Sets the bookmark of a log that has none before new events make it look complete. */
  private void tryToMark() {
    try {
      if (hasTurn.getAsBoolean()) {
        reached(clock.instant());
      }
    } catch (RuntimeException e) {
      // The first look at the list comes upon the same, and reports it.
    }
  }

  private Instant reached(Instant now) {
    Optional<Instant> reached = bookmark.recoveredUntil();
    if (reached.isPresent()) {
      return reached.get();
    }
    Instant begun = newestReceivedAt().orElse(now);
    bookmark.moveTo(begun);
    return begun;
  }

  /** Looks at what failed since the last time. */
  void sweep() throws DeliveryListException, InterruptedException {
    if (!hasTurn.getAsBoolean()) {
      return; // another gateway on the log does it
    }
    Instant now = clock.instant();
    Instant reached = reached(now);
    meters.bookmark(reached);
    Set<String> ownUrls = urls.get();
    if (ownUrls.isEmpty()) {
      if (events.head() > events.earliest()) {
        warnOfUrls();
      }
      return;
    }
    Instant start = reached.minus(RecoverySettings.OVERLAP);
    Instant oldest = now.minus(settings.maxAge());
    if (reached.isBefore(oldest)) {
      meters.tooOld(reached, oldest);
    }
    start = start.isBefore(oldest) ? oldest : start;
    Selection selection = new Selection(true, "", ownUrls, now.minus(dedupeWindow));
    for (Window window : Window.covering(start, now.minus(RecoverySettings.SETTLED_AFTER))) {
      if (!reader.read(window, selection).complete()) {
        return;
      }
      if (window.end().isAfter(reached)) {
        bookmark.moveTo(window.end());
        meters.bookmark(window.end());
      }
    }
  }

  private void trySweep() {
    try {
      sweep();
    } catch (DeliveryListException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(lastRefusal)) {
        lastRefusal = reason;
        log.error("Recovery is off as long as Telnyx's list cannot be read: {}", reason);
      }
    } catch (RuntimeException e) { // or there would be no other sweep
      log.error("Recovery failed, and is tried again with the next sweep", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Instant> newestReceivedAt() {
    return events.read(Math.max(events.earliest(), events.head() - 1), 1, 1).stream()
        .map(entry -> EventHeader.read(entry.encodedEvent()).receivedAt())
        .findFirst();
  }

  private void warnOfUrls() {
    if (!warnedOfUrls) {
      warnedOfUrls = true;
      log.warn(
          "Recovery: no webhook URL of this gateway is known, so that its deliveries cannot be"
              + " distinguished from those of other applications; set --webhook-url, or wait for a"
              + " webhook that names one (logged once)");
    }
  }

  /** What somebody has asked for. */
  private final class Run implements Runnable {
    private final Request request;
    private final Consumer<WindowReport> progress;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Run(Request request, Consumer<WindowReport> progress) {
      this.request = request;
      this.progress = progress;
    }

    @Override
    public void run() {
      try {
        readWindows();
        done.complete(null);
      } catch (DeliveryListException | UnknownUrlException | RuntimeException e) {
        done.completeExceptionally(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stop();
      } finally {
        requested.remove(this);
      }
    }

    void stop() {
      done.completeExceptionally(new StoppingException());
    }

    private void readWindows()
        throws DeliveryListException, InterruptedException, UnknownUrlException {
      Instant now = clock.instant();
      Set<String> ownUrls = urls.get();
      if (ownUrls.isEmpty()) {
        throw new UnknownUrlException();
      }
      Selection selection =
          new Selection(
              !request.includeDelivered(), request.callLegId(), ownUrls, now.minus(dedupeWindow));
      Duration since = request.since().orElse(settings.maxAge());
      for (Window window : Window.covering(now.minus(since), now)) {
        if (done.isDone()) {
          return; // nobody waits for it any more
        }
        progress.accept(reader.read(window, selection));
      }
    }
  }

  /**
   * What to recover on request.
   *
   * @param since how far back; empty for the limit of the settings
   * @param includeDelivered whether what was delivered elsewhere is looked at, too
   * @param callLegId that the webhooks must name; empty for any
   */
  public record Request(Optional<Duration> since, boolean includeDelivered, String callLegId) {}

  /**
   * The log, in the ways that recovery uses it.
   *
   * @param hasTurn whether this gateway is the one on the log that recovers by itself
   */
  public record Log(
      EventLog events,
      EventAppender appender,
      RecoveryBookmark bookmark,
      BooleanSupplier hasTurn) {}
}
