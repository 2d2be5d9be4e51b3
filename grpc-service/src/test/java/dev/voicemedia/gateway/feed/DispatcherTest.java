package dev.voicemedia.gateway.feed;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.v1.EventFilter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatcherTest {
  private static final int HELD = 8;

  @TempDir Path folder;
  private final List<Runnable> tasks = new ArrayList<>();
  private EmbeddedLog log;
  private EventFeed feed;
  private Dispatcher dispatcher;

  @BeforeEach
  void start() {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
    feed = new EventFeed(log, Clock.systemUTC(), Runnable::run);
    dispatcher = new Dispatcher(log.logId(), new RecentEvents(HELD, 1 << 20), tasks::add);
  }

  @AfterEach
  void stop() {
    feed.close();
    log.close();
  }

  @Test
  void nobodyBecomesLiveBehindWhatWasDispatchedAlready() throws Exception {
    Subscription subscription = subscription();
    appended(1, 1);

    assertThat(dispatcher.join(subscription, 0)).isFalse();
    assertThat(dispatcher.join(subscription, 1)).isTrue();
  }

  @Test
  void whoHasClosedDoesNotBecomeLive() throws Exception {
    Subscription subscription = subscription();
    subscription.close();

    assertThat(dispatcher.join(subscription, 0)).isFalse();
  }

  @Test
  void moreAtOnceThanIsHeldSendsTheLiveToTheLog() throws Exception {
    Subscription subscription = subscription();
    List<String> woken = new ArrayList<>();
    subscription.onMore(() -> woken.add("up"));
    dispatcher.join(subscription, 0);
    appended(1, HELD + 1);

    assertThat(woken).containsExactly("up");
    assertThat(dispatcher.position()).isEqualTo(HELD + 1);
    assertThat(dispatcher.join(subscription, HELD)).isFalse();
  }

  @Test
  void whatCameWhileTheThreadsWereBusyIsDispatchedAtOnce() throws Exception {
    Subscription subscription = subscription();
    dispatcher.join(subscription, 0);
    dispatcher.appended(entries(1, 2));
    dispatcher.appended(entries(3, 4));
    assertThat(tasks).hasSize(1);
    assertThat(dispatcher.position()).isZero();
    runTasks();

    assertThat(dispatcher.position()).isEqualTo(4);
  }

  private Subscription subscription() throws Exception {
    return feed.open(
        new SubscriptionRequest(
            new Start.Earliest(),
            EventMatcher.of(EventFilter.getDefaultInstance()),
            Duration.ofSeconds(15),
            false,
            false));
  }

  private void appended(long first, long last) {
    dispatcher.appended(entries(first, last));
    runTasks();
  }

  private void runTasks() {
    List<Runnable> due = List.copyOf(tasks);
    tasks.clear();
    due.forEach(Runnable::run);
  }

  private static List<LogEntry> entries(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(
            position -> new LogEntry(position, event("id-" + position).event().toByteString()))
        .toList();
  }
}
