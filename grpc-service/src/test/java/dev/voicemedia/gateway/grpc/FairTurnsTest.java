package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FairTurnsTest {
  private final Queue<Runnable> thread = new ArrayDeque<>();
  private final FairTurns turns = new FairTurns(thread::add, 6);
  private final List<String> done = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  @Test
  void callersTakeTurnsHoweverManyJobsOneHas() {
    add("a", "a1", "a2", "a3", "a4");
    add("b", "b1");
    add("c", "c1");
    runAll();

    assertThat(done).containsExactly("a1", "b1", "c1", "a2", "a3", "a4");
  }

  @Test
  void whoComesLaterHasTheNextTurnButOne() {
    add("a", "a1", "a2", "a3", "a4");
    thread.remove().run();
    add("b", "b1", "b2");
    runAll();

    assertThat(done).containsExactly("a1", "a2", "b1", "a3", "b2", "a4");
  }

  @Test
  void whatWaitsIsBoundedAtTheCostOfWhoHasMost() {
    add("a", "a1", "a2", "a3", "a4");
    add("b", "b1", "b2");
    assertThat(refused).isEmpty();
    add("c", "c1");
    assertThat(refused).containsExactly("a4");
    add("a", "a5");
    assertThat(refused).containsExactly("a4", "a5");
    runAll();

    assertThat(done).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
  }

  private void add(String caller, String... jobs) {
    for (String job : jobs) {
      turns.run(caller, () -> done.add(job), busy -> refused.add(job));
    }
  }

  private void runAll() {
    while (!thread.isEmpty()) {
      thread.remove().run();
    }
  }
}
