package dev.voicemedia.gateway.feed;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.time.MonotonicClock;
import dev.voicemedia.v1.EventFilter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers become live, fall behind and come back while others append, on threads of their own. */
class LiveSeamTest {
  private static final int EVENTS = 6_001;
  private static final int READERS = 6;
  private static final int DEADLINE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void noEventIsMissedOrGivenTwiceWhileOthersAppend() throws Exception {
    ExecutorService live = Executors.newFixedThreadPool(2);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (EmbeddedLog log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
        EventFeed feed = new EventFeed(log, MonotonicClock.system(), live)) {
      List<Future<List<Long>>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        // Every other one leaves often and resumes: the seam is crossed many times.
        int leaveAfter = i % 2 == 0 ? Integer.MAX_VALUE : 2 * i;
        readers.add(threads.submit(new Reader(log, feed, i % 3 == 0, leaveAfter)));
      }
      for (int i = 0; i < EVENTS; ) {
        List<CompletableFuture<?>> burst = new ArrayList<>();
        for (int end = i + 1 + i % 97; i < end && i < EVENTS; i++) {
          burst.add(log.append(event("id-" + i, i % 2 == 0 ? "a.b" : "a.c", "v3:a", "0")));
        }
        burst.forEach(CompletableFuture::join);
      }
      for (int i = 0; i < READERS; i++) {
        boolean onlyEven = i % 3 == 0;
        assertThat(readers.get(i).get(DEADLINE_SECONDS, TimeUnit.SECONDS))
            .isEqualTo(
                LongStream.rangeClosed(1, EVENTS)
                    .filter(position -> !onlyEven || position % 2 == 1)
                    .boxed()
                    .toList());
      }
    } finally {
      threads.shutdownNow();
      live.shutdownNow();
    }
  }

  /** Collects the positions of what it is given, up to the last event. */
  private record Reader(EmbeddedLog log, EventFeed feed, boolean filtered, int leaveAfter)
      implements Callable<List<Long>> {
    @Override
    public List<Long> call() throws Exception {
      List<Long> positions = new ArrayList<>();
      long place = 0;
      while (place < EVENTS) {
        Semaphore more = new Semaphore(0);
        try (Subscription subscription = feed.open(after(place))) {
          subscription.onMore(more::release);
          for (int given = 0; given < leaveAfter && place < EVENTS; ) {
            Optional<FeedMessage> message = subscription.poll();
            if (message.isEmpty()) {
              assertThat(more.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
              more.drainPermits();
            } else {
              place = message.get().cursor().position();
              if (message.get() instanceof FeedMessage.Delivery) {
                positions.add(place);
                given++;
              }
            }
          }
        }
      }
      return positions;
    }

    private SubscriptionRequest after(long place) {
      EventFilter filter =
          filtered
              ? EventFilter.newBuilder().addEventTypes("a.b").build()
              : EventFilter.getDefaultInstance();
      return new SubscriptionRequest(
          new Start.After(log.cursorAt(place)),
          EventMatcher.of(filter),
          Duration.ofSeconds(1),
          false,
          false);
    }
  }
}
