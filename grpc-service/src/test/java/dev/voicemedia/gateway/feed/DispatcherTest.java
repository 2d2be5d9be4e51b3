package dev.voicemedia.gateway.feed;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.v1.EventFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final int HELD = 8;

  private final List<Runnable> tasks = new ArrayList<>();
  private final LiveQueue queue = new LiveQueue(EventMatcher.of(EventFilter.getDefaultInstance()));
  private final Dispatcher dispatcher =
      new Dispatcher(
          position -> new Cursor(7, 3, position),
          0,
          new EventRingBuffer(HELD, 1 << 20),
          tasks::add);

  @Test
  void nobodyBecomesLiveBeforeWhatWasDispatchedAlready() {
    appended(1, 1);

    assertThat(dispatcher.join(queue, 0)).isFalse();
    assertThat(dispatcher.join(queue, 1)).isTrue();
  }

  @Test
  void whoHasClosedDoesNotBecomeLive() {
    queue.close();

    assertThat(dispatcher.join(queue, 0)).isFalse();
  }

  @Test
  void moreAtOnceThanIsHeldSendsTheLiveToTheLog() {
    List<String> woken = new ArrayList<>();
    queue.onMore(() -> woken.add("up"));
    dispatcher.join(queue, 0);
    appended(1, HELD + 1);

    assertThat(woken).containsExactly("up");
    assertThat(dispatcher.position()).isEqualTo(HELD + 1);
    assertThat(dispatcher.join(queue, HELD)).isFalse();
  }

  @Test
  void whatCameWhileTheThreadsWereBusyIsDispatchedAtOnce() {
    dispatcher.join(queue, 0);
    dispatcher.appended(entries(1, 2));
    dispatcher.appended(entries(3, 4));
    assertThat(tasks).hasSize(1);
    assertThat(dispatcher.position()).isZero();
    runTasks();

    assertThat(dispatcher.position()).isEqualTo(4);
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
