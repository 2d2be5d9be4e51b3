package dev.voicemedia.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * The feed does what a simple model says, whatever happens in whatever order: appends, readers of
 * all speeds and filters, resumes, restarts, retention, time. {@link ModelReader} has the rules.
 */
class FeedModelTest {
  private static final int AT_ONCE = 4;

  /** Programs a try; a nightly run has more. */
  private static final int PROGRAMS = Integer.getInteger("voicemedia.feed-model.programs", AT_ONCE);

  private static final AtomicLong runs = new AtomicLong();
  private static final AtomicLong operations = new AtomicLong();

  enum Kind {
    APPEND,
    APPEND_LARGE,
    OPEN,
    OPEN_WRONG,
    POLL,
    POLL_UNTIL_EMPTY,
    RESUME,
    RESUME_OTHER_FILTER,
    LEAVE,
    ADVANCE,
    EXPIRE,
    RESTART
  }

  /**
   * @param choice which one, where the kind has several
   * @param count how many, or how much
   */
  record Operation(Kind kind, int choice, int count) {}

  @Property(tries = 8)
  void theFeedIsAsTheModelSays(@ForAll("programs") List<List<Operation>> programs)
      throws Exception {
    // At once, each in a world of its own: they mostly wait for the disk.
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (List<Operation> program : programs) {
        runs.add(threads.submit(() -> run(program)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @AfterContainer
  static void report() {
    System.out.printf(
        "Feed model: %d runs, %d operations; %s%n",
        runs.get(), operations.get(), ModelReader.seen());
  }

  private static @Nullable Void run(List<Operation> program) throws Exception {
    try (ModelWorld world = new ModelWorld()) {
      for (Operation operation : program) {
        perform(world, operation);
        operations.incrementAndGet();
      }
      world.readers().forEach(ModelReader::pollUntilEmpty);
      runs.incrementAndGet();
    }
    return null;
  }

  private static void perform(ModelWorld world, Operation operation)
      throws IOException, CursorException {
    int choice = operation.choice();
    int count = operation.count();
    switch (operation.kind()) {
      case APPEND -> world.append(choice, count, 0);
      case APPEND_LARGE -> world.append(choice, count % 8, 500_000);
      case OPEN -> world.open(choice, count);
      case OPEN_WRONG -> openWrong(world);
      case POLL -> world.reader(choice).ifPresent(reader -> reader.poll(count));
      case POLL_UNTIL_EMPTY -> world.reader(choice).ifPresent(ModelReader::pollUntilEmpty);
      case RESUME -> world.resume(choice, false);
      case RESUME_OTHER_FILTER -> world.resume(choice, true);
      case LEAVE -> world.reader(choice).ifPresent(ModelReader::leave);
      case ADVANCE -> world.advance(count);
      case EXPIRE -> world.expire();
      case RESTART -> world.restart();
    }
  }

  private static void openWrong(ModelWorld world) {
    long head = world.log().head();
    CursorException ahead = world.refusalOf(world.log().cursorAt(head + 1));
    assertThat(ahead.reason()).isEqualTo(CursorException.Reason.AHEAD);
    assertThat(ahead.head()).isEqualTo(world.log().cursorAt(head));
    assertThat(world.refusalOf(new Cursor(world.log().lineage().logId() + 1, 0, 0)).reason())
        .isEqualTo(CursorException.Reason.FOREIGN);
    if (world.log().earliest() > 0) {
      CursorException expired = world.refusalOf(world.log().cursorAt(world.log().earliest() - 1));
      assertThat(expired.reason()).isEqualTo(CursorException.Reason.EXPIRED);
      assertThat(expired.earliest()).isEqualTo(world.log().cursorAt(world.log().earliest()));
      assertThat(expired.head()).isEqualTo(world.log().cursorAt(head));
    }
  }

  @Provide
  Arbitrary<List<List<Operation>>> programs() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(10, Kind.APPEND),
            Tuple.of(6, Kind.APPEND_LARGE),
            Tuple.of(8, Kind.OPEN),
            Tuple.of(1, Kind.OPEN_WRONG),
            Tuple.of(10, Kind.POLL),
            Tuple.of(10, Kind.POLL_UNTIL_EMPTY),
            Tuple.of(3, Kind.RESUME),
            Tuple.of(3, Kind.RESUME_OTHER_FILTER),
            Tuple.of(1, Kind.LEAVE),
            Tuple.of(4, Kind.ADVANCE),
            Tuple.of(4, Kind.EXPIRE),
            Tuple.of(1, Kind.RESTART));
    return Combinators.combine(
            kinds, Arbitraries.integers().between(0, 255), Arbitraries.integers().between(1, 40))
        .as(Operation::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(80)
        .list()
        .ofSize(PROGRAMS);
  }
}
