package dev.voicemedia.gateway.cli.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;

/** What the commands find in logs that are not as they were written. */
final class LogDamageCommandsTest {
  @TempDir private Path folder;
  private LogOnDisk log;

  @BeforeEach
  void nameFolders() {
    log = new LogOnDisk(folder);
  }

  @Test
  void verifyFindsAChangedWebhook() throws Exception {
    log.append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    log.tamper(
        "events-1",
        (db, events) -> {
          Event event = Event.parseFrom(db.get(events, LogOnDisk.key(2)));
          Event.Builder changed = event.toBuilder();
          byte[] body = event.getWebhook().getBody().toByteArray();
          body[body.length - 5] ^= 1;
          changed.getWebhookBuilder().setBody(com.google.protobuf.ByteString.copyFrom(body));
          db.put(events, LogOnDisk.key(2), changed.build().toByteArray());
        });

    assertThat(log.run("verify")).isEqualTo(3);

    assertThat(log.out())
        .contains("position 2: signature: the signature is not valid")
        .contains("2 of 2 events checked, 1 problems");
  }

  @Test
  void verifyFindsAMissingEventAndThatIndexesStillLeadThere() throws Exception {
    log.append(
        SignedEvents.speakEnded("a", "one", ""),
        SignedEvents.speakEnded("b", "one", ""),
        SignedEvents.speakEnded("c", "one", ""));
    log.tamper("events-1", (db, events) -> db.delete(events, LogOnDisk.key(2)));

    assertThat(log.run("verify")).isEqualTo(3);

    assertThat(log.out().lines())
        .contains("positions 2 to 2: missing", "index by call: 9 keys, expected 6 from the events");
  }

  @Test
  void verifyFindsAnEventThatTheIndexesDoNotLeadTo() throws Exception {
    log.append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    log.tamper("ids-1", (db, ids) -> db.delete(ids, "a".getBytes(StandardCharsets.UTF_8)));
    log.tamper(
        "index-1",
        (db, index) -> {
          try (var it = db.newIterator(index)) {
            it.seekToFirst();
            db.delete(index, it.key());
          }
        });

    assertThat(log.run("verify")).isEqualTo(3);

    assertThat(log.out().lines())
        .contains(
            "position 1: not found by its id a", "position 1: not in the index of call v3:one");
  }

  @Test
  void verifyFindsAnIdThatLeadsToAnotherEvent() throws Exception {
    log.append(SignedEvents.speakEnded("a", "one", ""), SignedEvents.speakEnded("b", "one", ""));
    log.tamper(
        "ids-1",
        (db, ids) ->
            db.put(
                ids,
                "ghost".getBytes(StandardCharsets.UTF_8),
                db.get(ids, "a".getBytes(StandardCharsets.UTF_8))));

    assertThat(log.run("verify")).isEqualTo(3);

    assertThat(log.out()).contains("id ghost: leads to position 1");
  }

  @Test
  void acknowledgedEventsThatAreMissingAreNamedAndCanBeGivenUp() throws Exception {
    log.append(SignedEvents.speakEnded("a", "one", ""));
    log.append(SignedEvents.speakEnded("b", "one", ""), SignedEvents.speakEnded("c", "one", ""));
    log.emptyTheWriteAheadLog();

    assertThat(log.run("verify")).isEqualTo(3);
    assertThat(log.out())
        .contains("acknowledged: 2 acknowledged events are missing after position 1");
    assertThat(log.run("backup", log.backups.toString())).isEqualTo(1);
    assertThat(log.err()).contains("2 acknowledged events are missing", "log accept-loss");
    assertThat(log.run("accept-loss")).isZero();
    assertThat(log.out()).contains("2 acknowledged events are missing after position 1; accepted");
    assertThat(log.run("accept-loss")).isZero();
    assertThat(log.out()).contains("no acknowledged event is missing");
    assertThat(log.run("verify")).isZero();
    assertThat(log.append(SignedEvents.speakEnded("d", "one", "")).get(0).position()).isEqualTo(2);
  }

  @Test
  void noLossIsAcceptedWhereThereIsNoLog() {
    assertThat(log.run("accept-loss")).isEqualTo(1);
    assertThat(log.err()).contains("no log there");
    assertThat(log.data()).doesNotExist();
  }

  @Test
  void damageInATableIsFoundAndTheRestIsReadAllTheSame() throws Exception {
    log.appendMany();
    log.tamper("events-1", (db, events) -> db.flush(new FlushOptions(), events));
    Path table = log.largestTable();
    LogOnDisk.flipAByteInTheMiddle(table);

    assertThat(log.run("verify")).isEqualTo(3);
    assertThat(log.out())
        .contains("table file " + table.getFileName() + " (events-1, positions 1 to 400): ")
        .containsPattern("positions \\d+ to \\d+: ");

    assertThat(log.run("export")).isEqualTo(3);
    long exported = log.out().lines().count();
    assertThat(exported).isBetween(300L, 399L);
    assertThat(log.err())
        .containsPattern("positions \\d+ to \\d+: ")
        .contains(exported + " events exported");
    assertThat(log.run("info")).isEqualTo(3);
  }

  @Test
  void verifyGoesOnWhenIndexesAreDamaged() throws Exception {
    log.appendMany();
    List<Path> tables = new ArrayList<>();
    for (String family : List.of("index-1", "ids-1", "public-keys")) {
      log.tamper(
          family,
          (db, handle) -> {
            db.flush(new FlushOptions(), handle);
            db.getLiveFilesMetaData().stream()
                .filter(file -> new String(file.columnFamilyName(), US_ASCII).equals(family))
                .forEach(file -> tables.add(Path.of(file.path() + file.fileName())));
          });
    }
    for (Path table : tables) {
      LogOnDisk.flipAByteAt(table, 20); // in the first block of records
    }

    assertThat(log.run("verify")).isEqualTo(3);

    assertThat(log.out())
        .contains("(index-1): ")
        .contains("(ids-1): ")
        .contains("(public-keys): ")
        .contains("400 of 400 events checked");
    assertThat(log.run("export", "--call", "v3:call1")).isEqualTo(3);
    assertThat(LogOnDisk.exported(log.out()).size()).isLessThan(400);
  }
}
