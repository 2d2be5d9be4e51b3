package dev.voicemedia.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.CursorException.Reason;
import dev.voicemedia.gateway.event.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ResumptionTest {
  @Property(tries = 2000)
  void aCursorIsValidIfAndOnlyIfTheLogHasWhatItFollowsHoweverOftenItWasRolledBack(
      @ForAll("operations") List<Operation> operations) {
    World world = new World();
    operations.forEach(world::run);

    for (GivenOut past : world.givenOut) {
      long position = past.cursor().position();
      boolean sameEvents =
          position <= world.events.size()
              && world.events.subList(0, (int) position).equals(past.events());
      Optional<CursorException> refusal = world.refusal(past.cursor(), false);
      assertThat(refusal.isEmpty()).isEqualTo(sameEvents && position >= world.earliest);
      if (refusal.isPresent() && refusal.get().reason() == Reason.EXPIRED) {
        assertThat(position).isLessThanOrEqualTo(world.earliest);
      } else if (refusal.isPresent()) {
        assertThat(refusal.get().reason()).isEqualTo(Reason.AHEAD);
        assertThat(sameEvents).isFalse();
      }
    }
  }

  @Test
  void acrossGapsAnExpiredEpochShowsAGapEvenAtTheEarliestPosition() throws Exception {
    Lineage lineage = new Lineage(7, Map.of(), List.of(new Lineage.Epoch(2, 51)));

    assertThat(Resumption.placeOf(new Cursor(7, 1, 20), true, lineage, 60, 90)).isEqualTo(20);
    assertThat(Resumption.placeOf(new Cursor(7, 1, 60), true, lineage, 60, 90)).isEqualTo(59);
    assertThat(Resumption.placeOf(new Cursor(7, 2, 60), true, lineage, 60, 90)).isEqualTo(60);
  }

  @Test
  void cursorsOfVersion1AreValidUpToTheHeadAtTheUpgradeInRestoredLogsToo() {
    Map<Long, Long> restoredFrom = Map.of(6L, 20L);
    Lineage upgraded = new Lineage(7, restoredFrom, List.of(new Lineage.Epoch(0, 1))).begin(51, 0);

    assertThat(refusal(upgraded, new Cursor(7, 0, 50))).isEmpty();
    assertThat(refusal(upgraded, new Cursor(7, 0, 51))).contains(Reason.AHEAD);
    assertThat(refusal(upgraded, new Cursor(6, 0, 20))).isEmpty();
    assertThat(refusal(upgraded, new Cursor(6, 0, 21))).contains(Reason.AHEAD);
    assertThat(refusal(upgraded, new Cursor(5, 0, 1))).contains(Reason.FOREIGN);
  }

  private static Optional<Reason> refusal(Lineage lineage, Cursor cursor) {
    return refusal(lineage, cursor, false, 0, 90).map(CursorException::reason);
  }

  private static Optional<CursorException> refusal(
      Lineage lineage, Cursor cursor, boolean acrossGaps, long earliest, long head) {
    try {
      long place = Resumption.placeOf(cursor, acrossGaps, lineage, earliest, head);
      assertThat(place).isEqualTo(cursor.position());
      return Optional.empty();
    } catch (CursorException e) {
      return Optional.of(e);
    }
  }

  @Provide
  Arbitrary<List<Operation>> operations() {
    return Combinators.combine(Arbitraries.of(Kind.values()), Arbitraries.integers().between(1, 10))
        .as(Operation::new)
        .list()
        .ofMaxSize(30);
  }

  enum Kind {
    APPEND,
    REOPEN,
    EXPIRE,
    SNAPSHOT,
    ROLL_BACK
  }

  record Operation(Kind kind, int count) {}

  /** A cursor, and all the events that its subscriber has had. */
  record GivenOut(Cursor cursor, List<Integer> events) {}

  record Snapshot(Lineage lineage, List<Integer> events, long earliest) {}

  /** A log whose events are numbered across all its pasts. */
  private static final class World {
    private final List<GivenOut> givenOut = new ArrayList<>();
    private Lineage lineage = Lineage.create();
    private List<Integer> events = new ArrayList<>();
    private long earliest;
    private boolean epochHasBegun;
    private int made;
    private Snapshot snapshot = new Snapshot(lineage, List.of(), 0);

    void run(Operation operation) {
      switch (operation.kind()) {
        case APPEND -> append(operation.count());
        case REOPEN -> epochHasBegun = false;
        case EXPIRE -> earliest = Math.min(earliest + operation.count(), events.size());
        case SNAPSHOT -> snapshot = new Snapshot(lineage, List.copyOf(events), earliest);
        case ROLL_BACK -> {
          lineage = snapshot.lineage();
          events = new ArrayList<>(snapshot.events());
          earliest = snapshot.earliest();
          epochHasBegun = false;
        }
      }
      givenOut.add(new GivenOut(lineage.cursorAt(events.size()), List.copyOf(events)));
    }

    private void append(int count) {
      if (!epochHasBegun) {
        lineage = lineage.begin(events.size() + 1, earliest);
        epochHasBegun = true;
      }
      for (int i = 0; i < count; i++) {
        events.add(made++);
        givenOut.add(new GivenOut(lineage.cursorAt(events.size()), List.copyOf(events)));
      }
    }

    Optional<CursorException> refusal(Cursor cursor, boolean acrossGaps) {
      return ResumptionTest.refusal(lineage, cursor, acrossGaps, earliest, events.size());
    }
  }
}
