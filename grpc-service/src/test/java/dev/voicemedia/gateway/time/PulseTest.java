package dev.voicemedia.gateway.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PulseTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Pulse pulse = new Pulse(tasks::add);

  @Test
  void missesAreCountedUntilTheExecutorRunsAgain() {
    assertThat(pulse.missed()).isZero();
    assertThat(pulse.missed()).isEqualTo(1);
    assertThat(pulse.missed()).isEqualTo(2);
    assertThat(tasks).hasSize(1);

    tasks.remove().run();
    assertThat(pulse.missed()).isZero();
    tasks.remove().run();
    assertThat(pulse.missed()).isZero();
  }
}
