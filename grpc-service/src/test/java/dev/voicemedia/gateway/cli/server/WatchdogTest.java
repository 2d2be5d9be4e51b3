package dev.voicemedia.gateway.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final List<Integer> halts = new ArrayList<>();
  private long used = 96;
  private final HeapAlarm heap = new HeapAlarm(() -> new MemoryUsage(0, used, 100, 100));

  @Test
  void aHeapThatStaysFullForTenSecondsEndsTheProcess() {
    Watchdog watchdog = watching(heap);
    looksWithoutHalt(watchdog, 9);
    used = 95; // collected after all
    looksWithoutHalt(watchdog, 1);
    used = 96;
    looksWithoutHalt(watchdog, 9);

    assertThat(watchdog.look()).isFalse();
    assertThat(halts).containsExactly(70);
  }

  @Test
  void aLostThreadEndsTheProcessAtOnce() {
    assertThat(watching(() -> Optional.of("the writer is gone")).look()).isFalse();
    assertThat(halts).containsExactly(70);
  }

  @Test
  void runningOutOfMemoryWhileLookingEndsTheProcess() {
    Watchdog watchdog =
        watching(
            () -> {
              throw new OutOfMemoryError("for the test");
            });

    assertThat(watchdog.look()).isFalse();
    assertThat(halts).containsExactly(70);
  }

  private Watchdog watching(Supplier<Optional<String>> alarm) {
    return new Watchdog(List.of(alarm), halts::add);
  }

  private void looksWithoutHalt(Watchdog watchdog, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(watchdog.look()).isTrue();
    }
    assertThat(halts).isEmpty();
  }
}
