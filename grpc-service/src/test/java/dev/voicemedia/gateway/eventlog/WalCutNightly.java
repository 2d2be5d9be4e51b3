package dev.voicemedia.gateway.eventlog;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.testing.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;

/**
 * A write-ahead log that is cut at each record's boundary, and in many places in between: a log
 * opens with exactly what is left if nothing beyond that was acknowledged, and else not at all.
 * {@code -Dvoicemedia.seed=} repeats a run's sizes and cuts.
 */
class WalCutNightly {
  private static final int GROUPS = 20;
  private static final int LARGEST_GROUP = 5;
  private static final int LARGEST_BODY = 80_000;

  /** RocksDB's: a record that does not fit is continued in the next one. */
  private static final int BLOCK_BYTES = 32 << 10;

  private static final int FRAGMENT_HEADER_BYTES = 7;
  private static final int RANDOM_CUTS_A_RECORD = 3;

  @TempDir Path folder;
  private final long seed = Long.getLong("voicemedia.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T09:30:00Z"));

  /** Before each write of events, and at the end. */
  private final List<State> states = new ArrayList<>();

  private Path data;
  private Path killed;

  @BeforeEach
  void makeLog() {
    data = folder.resolve("data");
    killed = folder.resolve("killed");
    EmbeddedLog.open(data, EventLogSettings.DEFAULTS, clock, clock).close();
  }

  @Test
  void aCutLogOpensWithWhatIsLeftOrNotAtAllIfMoreWasAcknowledged() throws Exception {
    fill(Database.Disk.REAL);
    assertThat(new LogFolder(killed).writeAheadLogs()).hasSize(1);
    State last = states.get(states.size() - 1);
    int openings = 0;
    for (int i = 0; i + 1 < states.size(); i++) {
      State whole = states.get(i);
      State next = states.get(i + 1);
      for (long cut : cutsBetween(whole.walBytes(), next.walBytes())) {
        assertThat(opened(cut, whole)).as("cut at %d, seed %d", cut, seed).isEqualTo(whole.head());
        assertMissing(cut, next, whole.head());
        assertMissing(cut, last, whole.head());
        openings += 3;
      }
    }
    assertThat(opened(last.walBytes(), last)).isEqualTo(last.head());
    System.out.printf(
        "WAL cuts: %d records, %d events, %d bytes, %d openings, seed %d%n",
        states.size() - 1, last.head(), last.walBytes(), openings + 1, seed);
  }

  /** One that is no longer written to, and still has events that are in no table file. */
  @Test
  void aCutInAnEarlierFileIsNotPassedOver() throws Exception {
    fill(
        (db, options, batch) -> {
          if (states.size() == GROUPS / 2) {
            try (FlushOptions flush = new FlushOptions()) {
              db.flush(flush); // of what is known about the log itself: it begins a new file
            }
          }
          Database.Disk.REAL.write(db, options, batch);
        });
    List<Path> files = new LogFolder(killed).writeAheadLogs();
    assertThat(files).hasSize(2);
    Path earlier = files.get(0);
    State last = states.get(states.size() - 1);
    List<State> there =
        states.stream().filter(state -> state.wal().equals(earlier.getFileName())).toList();
    for (State state : there) {
      for (long cut : new long[] {state.walBytes() - 1, state.walBytes()}) {
        if (cut >= 0 && cut < Files.size(earlier)) {
          Path with = killedWith(last, earlier.getFileName(), cut);
          assertThatThrownBy(() -> open(with).close())
              .as("cut at %d of %d, seed %d", cut, Files.size(earlier), seed)
              .isInstanceOf(EventLogException.class);
          deleteAll(with);
        }
      }
    }
  }

  /** Appends events in groups, each of which the writer splits as it likes, and is killed. */
  private void fill(Database.Disk disk) throws IOException {
    try (EmbeddedLog log =
        EmbeddedLog.open(
            data,
            EventLogSettings.DEFAULTS,
            clock,
            clock,
            pause -> {},
            (db, options, batch) -> {
              states.add(state());
              disk.write(db, options, batch);
            })) {
      for (int group = 0; group < GROUPS; group++) {
        List<CompletableFuture<AppendResult>> stored = new ArrayList<>();
        int size = 1 + random.nextInt(LARGEST_GROUP);
        for (int i = 0; i < size; i++) {
          byte[] body = new byte[1 + random.nextInt(1 + random.nextInt(LARGEST_BODY))];
          random.nextBytes(body);
          stored.add(log.append(event(group + "-" + i, body)));
        }
        stored.forEach(CompletableFuture::join);
      }
      states.add(state());
      copy(data, killed);
    }
  }

  private State state() {
    try {
      LogFolder files = new LogFolder(data);
      List<Path> wal = files.writeAheadLogs();
      Path newest = wal.get(wal.size() - 1);
      return new State(
          newest.getFileName(),
          Files.size(newest),
          Acknowledged.read(files).orElseThrow().position(),
          ByteString.copyFrom(Files.readAllBytes(files.acknowledged())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The boundary, around the headers of fragments, and at random; the next boundary is not one. */
  private SortedSet<Long> cutsBetween(long from, long to) {
    SortedSet<Long> cuts = new TreeSet<>();
    for (long fragment = from; fragment < to; fragment += BLOCK_BYTES - fragment % BLOCK_BYTES) {
      cuts.addAll(
          List.of(
              fragment - 1,
              fragment,
              fragment + 1,
              fragment + FRAGMENT_HEADER_BYTES - 1,
              fragment + FRAGMENT_HEADER_BYTES,
              fragment + FRAGMENT_HEADER_BYTES + 1));
    }
    for (int i = 0; i < RANDOM_CUTS_A_RECORD; i++) {
      cuts.add(from + random.nextLong(to - from));
    }
    cuts.add(to - 1);
    return cuts.subSet(from, to);
  }

  private long opened(long cut, State acknowledged) throws IOException {
    Path with = killedWith(acknowledged, acknowledged.wal(), cut);
    try (EmbeddedLog log = open(with)) {
      return log.head();
    } finally {
      deleteAll(with);
    }
  }

  private void assertMissing(long cut, State acknowledged, long head) throws IOException {
    Path with = killedWith(acknowledged, acknowledged.wal(), cut);
    assertThatThrownBy(() -> open(with).close())
        .as("cut at %d, seed %d", cut, seed)
        .isInstanceOf(EventLogException.class)
        .hasMessageContaining(
            "%d acknowledged events are missing after position %d; ",
            acknowledged.head() - head, head);
    deleteAll(with);
  }

  private EmbeddedLog open(Path where) {
    return EmbeddedLog.open(where, EventLogSettings.DEFAULTS, clock, clock);
  }

  /** The folder that the process left when it was killed, but for what had been acknowledged. */
  private Path killedWith(State acknowledged, Path wal, long bytes) throws IOException {
    Path copied = folder.resolve("cut");
    copy(killed, copied);
    Files.write(copied.resolve("acknowledged"), acknowledged.slots().toByteArray());
    Path file = copied.resolve("log").resolve(wal);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) bytes));
    return copied;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What a process that was killed at a moment leaves: its newest file, and what it has said. */
  private record State(Path wal, long walBytes, long head, ByteString slots) {}
}
