package dev.voicemedia.gateway.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.feed.SubscriptionRequest;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.StoredEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** What an operator does with a log, on real ones. */
final class LogCommandsTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");

  private final ManualClock clock = new ManualClock(START);
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @TempDir private Path temporary;
  private Path data;
  private Path backups;

  @BeforeEach
  void nameFolders() {
    data = temporary.resolve("data");
    backups = temporary.resolve("backups");
  }

  @Test
  void infoTellsWhatIsThere() {
    append(
        SignedEvents.speakEnded("a", "one", ""),
        SignedEvents.speakEnded("b", "two", ""),
        SignedEvents.of("not JSON"));

    assertThat(run("info")).isZero();

    assertThat(out.toString().lines())
        .contains(
            "events     3, positions 1 to 3",
            "oldest     " + START,
            "newest     " + START.plusSeconds(2),
            "           2  call.speak.ended",
            "           1  (no type)");
    assertThat(out.toString()).contains("from position 1, begun " + START);
  }

  @Test
  void aSoundLogVerifies() {
    append(
        SignedEvents.speakEnded("a", "one", "c3RhdGU="),
        SignedEvents.speakEnded("b", "two", ""),
        SignedEvents.speakEnded("b", "three", ""),
        SignedEvents.of("not JSON"));

    assertThat(run("verify")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "signed with key " + SignedEvents.SIGNER.publicKey().id() + ": 4",
            "4 of 4 events checked, 0 problems");
  }

  @Test
  void anEmptyLogVerifies() {
    append();

    assertThat(run("verify")).isZero();
    assertThat(run("info")).isZero();
    assertThat(out.toString()).contains("oldest     none");
  }

  @Test
  void verifyFindsAChangedWebhook() throws Exception {
    append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    tamper(
        "events-1",
        (db, events) -> {
          Event event = Event.parseFrom(db.get(events, key(2)));
          Event.Builder changed = event.toBuilder();
          byte[] body = event.getWebhook().getBody().toByteArray();
          body[body.length - 5] ^= 1;
          changed.getWebhookBuilder().setBody(com.google.protobuf.ByteString.copyFrom(body));
          db.put(events, key(2), changed.build().toByteArray());
        });

    assertThat(run("verify")).isEqualTo(3);

    assertThat(out.toString())
        .contains("position 2: signature: the signature is not valid")
        .contains("2 of 2 events checked, 1 problems");
  }

  @Test
  void verifyFindsAMissingEventAndThatIndexesStillLeadThere() throws Exception {
    append(
        SignedEvents.speakEnded("a", "one", ""),
        SignedEvents.speakEnded("b", "one", ""),
        SignedEvents.speakEnded("c", "one", ""));
    tamper("events-1", (db, events) -> db.delete(events, key(2)));

    assertThat(run("verify")).isEqualTo(3);

    assertThat(out.toString().lines())
        .contains("positions 2 to 2: missing", "index by call: 9 keys, expected 6 from the events");
  }

  @Test
  void verifyFindsAnEventThatTheIndexesDoNotLeadTo() throws Exception {
    append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    tamper("ids-1", (db, ids) -> db.delete(ids, "a".getBytes(StandardCharsets.UTF_8)));
    tamper(
        "index-1",
        (db, index) -> {
          try (var it = db.newIterator(index)) {
            it.seekToFirst();
            db.delete(index, it.key());
          }
        });

    assertThat(run("verify")).isEqualTo(3);

    assertThat(out.toString().lines())
        .contains(
            "position 1: not found by its id a", "position 1: not in the index of call v3:one");
  }

  @Test
  void verifyFindsAnIdThatLeadsToAnotherEvent() throws Exception {
    append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    tamper(
        "ids-1",
        (db, ids) ->
            db.put(
                ids,
                "ghost".getBytes(StandardCharsets.UTF_8),
                db.get(ids, "a".getBytes(StandardCharsets.UTF_8))));

    assertThat(run("verify")).isEqualTo(3);

    assertThat(out.toString()).contains("id ghost: leads to position 1");
  }

  @Test
  void damageInATableIsFoundAndTheRestIsReadAllTheSame() throws Exception {
    appendMany();
    tamper("events-1", (db, events) -> db.flush(new FlushOptions(), events));
    Path table = largestTable();
    flipAByteInTheMiddle(table);

    assertThat(run("verify")).isEqualTo(3);
    assertThat(out.toString())
        .contains("table file " + table.getFileName() + " (events-1, positions 1 to 400): ")
        .containsPattern("positions \\d+ to \\d+: ");

    assertThat(run("export")).isEqualTo(3);
    long exported = out.toString().lines().count();
    assertThat(exported).isBetween(300L, 399L);
    assertThat(err.toString())
        .containsPattern("positions \\d+ to \\d+: ")
        .contains(exported + " events exported");
    assertThat(run("info")).isEqualTo(3);
  }

  @Test
  void exportWritesWhatTheFeedWouldDeliver() throws Exception {
    List<AppendResult> stored =
        append(SignedEvents.speakEnded("a", "one", "c3RhdGU="), SignedEvents.of("not JSON"));

    assertThat(run("export")).isZero();

    List<StoredEvent> exported = exported(out.toString());
    assertThat(exported).extracting(each -> each.getEvent().getId()).startsWith("a").hasSize(2);
    assertThat(exported)
        .extracting(each -> Cursor.parse(each.getCursor()).position())
        .containsExactly(stored.get(0).position(), stored.get(1).position());
    assertThat(exported.get(0).getEvent().getClientState().toStringUtf8()).isEqualTo("state");
    assertThat(exported.get(1).getEvent().getWebhook().getBody().toStringUtf8())
        .isEqualTo("not JSON");
  }

  @Test
  void exportChoosesByCallTypeAndTime() throws Exception {
    append(
        SignedEvents.speakEnded("a", "one", ""),
        SignedEvents.speakEnded("b", "two", ""),
        SignedEvents.speakEnded("c", "one", ""),
        SignedEvents.of("not JSON"));

    assertThat(exportedIds("--call-session", "session-one")).containsExactly("a", "c");
    assertThat(exportedIds("--call-leg", "leg-two")).containsExactly("b");
    assertThat(exportedIds("--call", "v3:one", "--since", START.plusSeconds(1).toString()))
        .containsExactly("c");
    assertThat(exportedIds("--until", START.plusSeconds(2).toString())).containsExactly("a", "b");
    assertThat(exportedIds("--type", "call.speak.*,call.hangup")).containsExactly("a", "b", "c");
    assertThat(exportedIds("--call", "nobody")).isEmpty();
  }

  @Test
  void exportWritesToANewFileOnly() throws Exception {
    append(SignedEvents.speakEnded("a", "one", ""));
    Path file = temporary.resolve("events.jsonl");

    assertThat(run("export", "--out", file.toString())).isZero();
    assertThat(exported(Files.readString(file))).hasSize(1);
    assertThat(out.toString()).isEmpty();

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(run("export", "--out", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is there already, expected a new file");
    assertThat(exported(Files.readString(file))).hasSize(1);
  }

  @Test
  void aRestoredBackupHasEverythingAndOldCursorsMeanTheSame() throws Exception {
    append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    Cursor behindA;
    Cursor behindC;
    assertThat(run("backup", backups.toString())).isZero();
    assertThat(out.toString()).contains("backup 1: positions 1 to 2, ");
    append(SignedEvents.speakEnded("c", "one", ""));
    try (EmbeddedLog log = open()) {
      behindA = new Cursor(log.logId(), 1);
      behindC = new Cursor(log.logId(), 3);
    }
    data = temporary.resolve("restored");

    assertThat(run("restore", backups.toString())).isZero();
    assertThat(out.toString()).contains("restored, up to position 2");
    assertThat(run("verify")).isZero();

    append(SignedEvents.speakEnded("x", "one", ""), SignedEvents.speakEnded("y", "one", ""));
    try (EmbeddedLog log = open()) {
      EventFeed feed = new EventFeed(log, clock, Runnable::run);
      assertThat(feed.open(after(behindA)).cursor()).isEqualTo(new Cursor(log.logId(), 1));
      // Position 3 is x here, and was c there: to go on behind it would skip x in silence.
      CursorException ahead =
          catchThrowableOfType(CursorException.class, () -> feed.open(after(behindC)));
      assertThat(ahead.reason()).isEqualTo(CursorException.Reason.AHEAD);
      assertThat(ahead).hasMessageContaining("shares up to position 2");
    }
  }

  @Test
  void cursorsSurviveARestoreOfARestore() throws Exception {
    append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    Cursor behindA;
    try (EmbeddedLog log = open()) {
      behindA = new Cursor(log.logId(), 1);
    }
    for (String name : List.of("second", "third")) {
      assertThat(run("backup", backups.toString())).isZero();
      data = temporary.resolve(name);
      assertThat(run("restore", backups.toString())).isZero();
    }

    try (EmbeddedLog log = open()) {
      assertThat(new EventFeed(log, clock, Runnable::run).open(after(behindA)).cursor().position())
          .isEqualTo(1);
    }
  }

  @Test
  void anOlderBackupCanBeChosenAndOldOnesDeleted() {
    append(SignedEvents.speakEnded("a", "one", ""));
    run("backup", backups.toString());
    append(SignedEvents.speakEnded("b", "one", ""));
    run("backup", backups.toString());
    Path original = data;
    data = temporary.resolve("older");

    assertThat(run("restore", backups.toString(), "--backup", "1")).isZero();
    assertThat(out.toString()).contains("up to position 1");

    data = original;
    assertThat(run("backup", backups.toString(), "--keep", "1")).isZero();
    data = temporary.resolve("gone");
    assertThat(run("restore", backups.toString(), "--backup", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("--backup: 1, expected one of 3 (");
    assertThat(data).doesNotExist();
  }

  @Test
  void aDamagedBackupIsNotRestored() throws Exception {
    append(SignedEvents.speakEnded("a", "one", ""));
    run("backup", backups.toString());
    try (Stream<Path> files = Files.walk(backups.resolve("shared_checksum"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        flipAByteInTheMiddle(file);
      }
    }
    data = temporary.resolve("restored");

    assertThat(run("restore", backups.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("cannot be restored: ").contains("checksum");
    assertThat(data.resolve("log")).doesNotExist();
  }

  @Test
  void nothingIsRestoredOntoALog() {
    append(SignedEvents.speakEnded("a", "one", ""));
    run("backup", backups.toString());

    assertThat(run("restore", backups.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("there is an event log already; move it away");
    assertThat(run("verify")).isZero();
  }

  @Test
  void nothingIsRestoredFromNothing() {
    assertThat(run("restore", backups.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("backups: not there");
    assertThat(data).doesNotExist();
    assertThat(backups).doesNotExist();
  }

  @Test
  void erasedEventsAreGoneFromEveryFileAndKeepTheirPlaces() throws Exception {
    String secret = randomBase64(1);
    String other = randomBase64(2);
    append(
        SignedEvents.speakEnded("a", "one", secret),
        SignedEvents.speakEnded("b", "two", other),
        SignedEvents.speakEnded("c", "one", secret));
    assertThat(filesHold(secret)).isTrue();

    assertThat(run("erase", "--call-session", "session-one", "--dry-run")).isZero();
    assertThat(out.toString()).contains("2 events found");
    assertThat(filesHold(secret)).isTrue();
    assertThat(run("erase", "--call-session", "session-one")).isZero();
    assertThat(out.toString()).contains("2 events found, 2 erased now");

    assertThat(filesHold(secret)).isFalse();
    assertThat(filesHold(other)).isTrue();
    assertThat(run("verify")).isZero();
    assertThat(out.toString()).contains("erased, so without a signature: 2");
    try (EmbeddedLog log = open()) {
      List<LogEntry> entries = log.read(0, 10, 1 << 20);
      assertThat(entries).extracting(LogEntry::position).containsExactly(1L, 2L, 3L);
      Event erased = Event.parseFrom(entries.get(0).encodedEvent());
      assertThat(erased.hasErasedAt()).isTrue();
      assertThat(erased.hasWebhook()).isFalse();
      assertThat(erased.hasCallSpeakEnded()).isFalse();
      assertThat(erased.hasClientState()).isFalse();
      assertThat(erased.getId()).isEqualTo("a");
      assertThat(erased.getCallSessionId()).isEqualTo("session-one");
      assertThat(erased.getReceivedAt().getSeconds()).isEqualTo(START.getEpochSecond());
      assertThat(Event.parseFrom(entries.get(1).encodedEvent()).hasWebhook()).isTrue();
    }
  }

  @Test
  void theLastEventIsErasedAlsoWhenTheNextBucketIsEmpty() throws Exception {
    String secret = randomBase64(1);
    append(SignedEvents.speakEnded("a", "one", secret));
    clock.advance(Duration.ofDays(1));
    try (EmbeddedLog log = open()) {
      // A duplicate is not stored; looking at it begins the bucket that is due.
      log.append(SignedEvents.speakEnded("a", "one", secret)).join();
    }
    assertThat(run("info")).isZero();
    assertThat(out.toString()).contains("from position 2, begun ");

    assertThat(run("erase", "--call", "v3:one")).isZero();

    assertThat(filesHold(secret)).isFalse();
    assertThat(run("verify")).isZero();
  }

  @Test
  void damageElsewhereDoesNotKeepACallFromBeingErased() throws Exception {
    appendMany();
    tamper("events-1", (db, events) -> db.flush(new FlushOptions(), events));
    clock.advance(Duration.ofDays(1));
    String secret = randomBase64(1000);
    append(SignedEvents.speakEnded("x", "later", secret));
    flipAByteInTheMiddle(largestTable());

    assertThat(run("erase", "--call", "v3:later")).isZero();

    assertThat(filesHold(secret)).isFalse();
  }

  @Test
  void anIdThatNoEventHasIsNotTakenForSuccess() {
    append(SignedEvents.speakEnded("a", "one", ""));

    assertThat(run("erase", "--call", "v3:mistyped")).isEqualTo(1);
    assertThat(err.toString()).contains("no event with this id is stored");
    assertThat(run("erase", "--call", "v3:mistyped", "--dry-run")).isEqualTo(1);
  }

  @Test
  void verifyGoesOnWhenIndexesAreDamaged() throws Exception {
    appendMany();
    List<Path> tables = new ArrayList<>();
    for (String family : List.of("index-1", "ids-1", "public-keys")) {
      tamper(
          family,
          (db, handle) -> {
            db.flush(new FlushOptions(), handle);
            db.getLiveFilesMetaData().stream()
                .filter(file -> new String(file.columnFamilyName(), US_ASCII).equals(family))
                .forEach(file -> tables.add(Path.of(file.path() + file.fileName())));
          });
    }
    for (Path table : tables) {
      flipAByteAt(table, 20); // in the first block of records
    }

    assertThat(run("verify")).isEqualTo(3);

    assertThat(out.toString())
        .contains("(index-1): ")
        .contains("(ids-1): ")
        .contains("(public-keys): ")
        .contains("400 of 400 events checked");
    assertThat(run("export", "--call", "v3:call1")).isEqualTo(3);
    assertThat(exported(out.toString()).size()).isLessThan(400);
  }

  @Test
  void anErasedEventThatIsDeliveredAgainIsStillADuplicate() {
    append(SignedEvents.speakEnded("a", "one", ""));
    run("erase", "--call", "v3:one");

    assertThat(append(SignedEvents.speakEnded("a", "one", "")))
        .extracting(AppendResult::outcome)
        .containsExactly(AppendResult.Outcome.DUPLICATE);
    assertThat(run("erase", "--call", "v3:one")).isZero();
    assertThat(out.toString()).contains("1 events found, 0 erased now");
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "verify", "export", "backup /nonexistent", "erase --call v3:one"})
  void whereThereIsNoLogNoneIsMade(String command) {
    assertThat(run(command.replace("/nonexistent", backups.toString()).split(" "))).isEqualTo(1);

    assertThat(err.toString()).contains("event log " + data + ": no log there");
    assertThat(data).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "erase",
        "erase --call-session s --call c",
        "export --since yesterday",
        "backup",
        "backup b --keep 0",
        "restore",
        "erase --call=",
      })
  void wrongInputIsRefused(String command) {
    assertThat(run(command.isEmpty() ? new String[0] : command.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isNotBlank();
  }

  private interface Tampering {
    void with(RocksDB db, ColumnFamilyHandle family) throws Exception;
  }

  /** Changes the files as no gateway does. */
  private void tamper(String family, Tampering tampering) throws Exception {
    String path = data.resolve("log").toString();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (Options none = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(none, path)) {
        descriptors.add(new ColumnFamilyDescriptor(name));
      }
    }
    try (DBOptions options = new DBOptions();
        RocksDB db = RocksDB.open(options, path, descriptors, handles)) {
      for (ColumnFamilyHandle handle : handles) {
        if (new String(handle.getName(), US_ASCII).equals(family)) {
          tampering.with(db, handle);
        }
      }
      handles.forEach(ColumnFamilyHandle::close);
    }
  }

  private static byte[] key(long position) {
    return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
  }

  private Path largestTable() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("log"))) {
      return files
          .filter(file -> file.toString().endsWith(".sst"))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private static void flipAByteInTheMiddle(Path file) throws IOException {
    flipAByteAt(file, (int) Files.size(file) / 2);
  }

  private static void flipAByteAt(Path file, int place) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[place] ^= 1;
    Files.write(file, bytes);
  }

  private boolean filesHold(String text) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).anyMatch(file -> holds(file, text));
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hard to compress, so that it stands in files as it is. */
  private static String randomBase64(int seed) {
    byte[] bytes = new byte[60];
    new java.util.Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private List<String> exportedIds(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("export"));
    arguments.addAll(List.of(options));
    assertThat(run(arguments.toArray(String[]::new))).isZero();
    return exported(out.toString()).stream().map(each -> each.getEvent().getId()).toList();
  }

  private static List<StoredEvent> exported(String lines) throws Exception {
    List<StoredEvent> events = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      StoredEvent.Builder event = StoredEvent.newBuilder();
      JsonFormat.parser().merge(line, event);
      events.add(event.build());
    }
    return events;
  }

  private static SubscriptionRequest after(Cursor cursor) {
    return new SubscriptionRequest(
        new SubscriptionRequest.Start.After(cursor),
        EventMatcher.of(EventFilter.getDefaultInstance()),
        Duration.ofSeconds(15),
        false,
        false);
  }

  private EmbeddedLog open() {
    return EmbeddedLog.open(data, EventLogSettings.DEFAULTS, clock);
  }

  /** One a second. */
  private List<AppendResult> append(IncomingEvent... events) {
    List<AppendResult> results = new ArrayList<>();
    try (EmbeddedLog log = open()) {
      for (IncomingEvent event : events) {
        results.add(log.append(event).join());
        clock.advance(Duration.ofSeconds(1));
      }
    }
    return results;
  }

  private void appendMany() {
    try (EmbeddedLog log = open()) {
      List<CompletableFuture<AppendResult>> results = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        results.add(log.append(SignedEvents.speakEnded("e" + i, "call" + i % 7, randomBase64(i))));
      }
      results.forEach(CompletableFuture::join);
    }
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("log"));
    all.addAll(List.of(arguments));
    if (arguments.length > 0) {
      all.addAll(List.of("--data-dir", data.toString()));
    }
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }
}
