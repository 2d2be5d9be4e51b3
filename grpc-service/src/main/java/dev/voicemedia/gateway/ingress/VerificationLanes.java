package dev.voicemedia.gateway.ingress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.access.Source;
import dev.voicemedia.gateway.access.SourceLimits;
import dev.voicemedia.gateway.access.TokenBucket;
import dev.voicemedia.gateway.connection.FairQueue;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerificationException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Budget of verification, in two lanes. Signatures that no key has made charge their source, and
 * nothing else does. Webhooks of a charged source take the second lane, which has at most a quarter
 * of the budget: authentic ones among them, behind a proxy that others use, come later, but come.
 */
final class VerificationLanes {
  private static final double CHARGED_SHARE = 0.25;
  private static final double BURST_SECONDS = 0.1;
  private static final double PLACES_SECONDS = 2;
  private static final int MOST_CHARGED_PLACES = 1000;
  private static final int MAIN_BYTES = 64 << 20;
  private static final int CHARGED_BYTES = 16 << 20;
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  /** A source is charged by so many failures at once, or so many a second. */
  private static final int FAILURES_AT_ONCE = 10;

  private static final int FAILURES_PER_SECOND = 1;

  private final Rate all;
  private final Rate charged;
  private final SourceLimits failures;
  private final Timer timer;
  private final Counter waitedInMain;
  private final Counter waitedCharged;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Deque<Waiting<?>> main = new ArrayDeque<>();

  @GuardedBy("lock")
  private final FairQueue<Source, Waiting<?>> slow;

  @GuardedBy("lock")
  private long mainBytes;

  @GuardedBy("lock")
  private boolean scheduled;

  private final int mainPlaces;

  VerificationLanes(int perSecond, Timer timer, MeterRegistry metrics) {
    this.timer = timer;
    all = new Rate(perSecond, timer.now());
    charged = new Rate(CHARGED_SHARE * perSecond, timer.now());
    failures = new SourceLimits(FAILURES_PER_SECOND, FAILURES_AT_ONCE, timer);
    mainPlaces = (int) Math.max(1, PLACES_SECONDS * perSecond);
    slow =
        new FairQueue<>(
            (int) Math.max(1, Math.min(MOST_CHARGED_PLACES, PLACES_SECONDS * charged.perSecond)),
            CHARGED_BYTES);
    waitedInMain = counter(metrics, "main");
    waitedCharged = counter(metrics, "charged");
  }

  /**
   * Verifies a webhook when it is its turn: at once, on this thread, unless the budget is spent.
   *
   * @param bytes that it keeps in memory while it waits
   * @param executor runs the verification of one that has waited
   * @return what the verification returns; or {@link BudgetSpentException}
   */
  <T> CompletableFuture<T> verify(
      Source source, int bytes, Executor executor, Supplier<CompletableFuture<T>> verification) {
    Waiting<T> webhook = new Waiting<>(source, bytes, executor, verification);
    List<Waiting<?>> refused = new ArrayList<>();
    boolean isCharged = failures.isSpent(source);
    boolean now;
    synchronized (lock) {
      Moment moment = timer.now();
      now = isCharged ? chargedMayRun(moment) : main.isEmpty() && all.tryTake(moment);
      if (!now) {
        enqueue(webhook, isCharged, refused);
        schedule(moment);
      }
    }
    refused.forEach(each -> each.refuse(isCharged));
    if (now) {
      run(webhook);
    }
    return webhook.result;
  }

  @GuardedBy("lock")
  private boolean chargedMayRun(Moment moment) {
    return main.isEmpty()
        && slow.isEmpty()
        && all.has(moment)
        && charged.tryTake(moment)
        && all.tryTake(moment);
  }

  @GuardedBy("lock")
  private void enqueue(Waiting<?> webhook, boolean isCharged, List<Waiting<?>> refused) {
    if (isCharged) {
      waitedCharged.increment();
      slow.add(webhook, webhook.source, webhook.bytes).ifPresent(refused::add);
    } else if (main.size() < mainPlaces && mainBytes + webhook.bytes <= MAIN_BYTES) {
      waitedInMain.increment();
      main.add(webhook);
      mainBytes += webhook.bytes;
    } else {
      refused.add(webhook);
    }
  }

  @GuardedBy("lock")
  private void schedule(Moment moment) {
    if (scheduled || (main.isEmpty() && slow.isEmpty())) {
      return;
    }
    scheduled = true;
    Duration wait = main.isEmpty() ? charged.untilNext(moment) : all.untilNext(moment);
    timer.after(wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait, this::drain);
  }

  private void drain() {
    List<Waiting<?>> next = new ArrayList<>();
    synchronized (lock) {
      scheduled = false;
      Moment moment = timer.now();
      while (!main.isEmpty() && all.tryTake(moment)) {
        Waiting<?> webhook = main.remove();
        mainBytes -= webhook.bytes;
        next.add(webhook);
      }
      while (main.isEmpty()
          && !slow.isEmpty()
          && all.has(moment)
          && charged.tryTake(moment)
          && all.tryTake(moment)) {
        next.add(slow.remove());
      }
      schedule(moment);
    }
    next.forEach(webhook -> webhook.executor.execute(() -> run(webhook)));
  }

  private <T> void run(Waiting<T> webhook) {
    var unused =
        webhook
            .verification
            .get()
            .whenComplete(
                (result, failure) -> {
                  if (failure == null) {
                    webhook.result.complete(result);
                    return;
                  }
                  if (failure instanceof WebhookVerificationException e
                      && e.reason() == Reason.NO_KEY_MATCHES) {
                    failures.charge(webhook.source);
                  }
                  webhook.result.completeExceptionally(failure);
                });
  }

  private static Counter counter(MeterRegistry metrics, String lane) {
    return Counter.builder("voicemedia.webhooks.waited")
        .description("Webhooks that waited to be verified, by lane: main, or of charged sources")
        .tag("lane", lane)
        .register(metrics);
  }

  private static final class Rate {
    private final double perSecond;
    private final double burst;
    private final TokenBucket bucket;

    Rate(double perSecond, Moment now) {
      this.perSecond = perSecond;
      this.burst = Math.max(1, BURST_SECONDS * perSecond);
      this.bucket = new TokenBucket(burst, now);
    }

    boolean tryTake(Moment now) {
      return bucket.tryTake(perSecond, burst, now);
    }

    boolean has(Moment now) {
      return untilNext(now).isZero();
    }

    Duration untilNext(Moment now) {
      return bucket.untilNext(perSecond, burst, now);
    }
  }

  /** A webhook that waits. */
  private static final class Waiting<T> {
    private final Source source;
    private final int bytes;
    private final Executor executor;
    private final Supplier<CompletableFuture<T>> verification;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Waiting(
        Source source, int bytes, Executor executor, Supplier<CompletableFuture<T>> verification) {
      this.source = source;
      this.bytes = bytes;
      this.executor = executor;
      this.verification = verification;
    }

    private void refuse(boolean charged) {
      result.completeExceptionally(new BudgetSpentException(charged));
    }
  }
}
