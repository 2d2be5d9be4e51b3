package dev.voicemedia.gateway.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.ingress.EventParser;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.StoredEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that read a log and change nothing. */
final class LogReadingCommandsTest {
  @TempDir private static Path sharedFolder;
  private static LogOnDisk log;
  private static List<AppendResult> stored;

  @TempDir private Path folder;

  @BeforeAll
  static void append() {
    log = new LogOnDisk(sharedFolder);
    stored =
        log.append(
            SignedEvents.speakEnded("a", "one", "c3RhdGU="),
            SignedEvents.speakEnded("b", "two", ""),
            SignedEvents.speakEnded("c", "one", ""),
            SignedEvents.of("not JSON"));
  }

  @Test
  void infoShowsWhatIsThere() {
    assertThat(log.run("info")).isZero();

    assertThat(log.out().lines())
        .contains(
            "events     4, positions 1 to 4",
            "oldest     " + LogOnDisk.START,
            "newest     " + LogOnDisk.START.plusSeconds(3),
            "           3  call.speak.ended",
            "           1  (no type)");
    assertThat(log.out()).contains("from position 1, opened " + LogOnDisk.START);
  }

  @Test
  void recoveredEventsVerifyWithoutASignatureAndAreExported() throws Exception {
    LogOnDisk recovered = new LogOnDisk(folder);
    ByteString data =
        ByteString.copyFromUtf8(
            "{\"event_type\":\"call.hangup\",\"id\":\"late\",\"payload\":{\"call_control_id\":\"v3:a\"}}");
    recovered.append(
        SignedEvents.speakEnded("a", "one", ""),
        EventParser.parse(new ListedWebhook(data, "delivery-1", Optional.empty(), List.of())));

    assertThat(recovered.run("verify")).isZero();
    assertThat(recovered.out().lines())
        .containsExactly(
            "signed with key " + SignedEvents.SIGNER.publicKey().id() + ": 1",
            "recovered, and so without a signature: 1",
            "2 events checked, 0 problems");
    assertThat(recovered.run("export", "--type", "call.hangup")).isZero();
    assertThat(recovered.out().lines())
        .singleElement()
        .asString()
        .contains("EVENT_SOURCE_RECOVERED", "delivery-1");
  }

  @Test
  void aSoundLogVerifies() {
    assertThat(log.run("verify")).isZero();

    assertThat(log.out().lines())
        .containsExactly(
            "signed with key " + SignedEvents.SIGNER.publicKey().id() + ": 4",
            "4 events checked, 0 problems");
  }

  @Test
  void anEmptyLogVerifies() {
    LogOnDisk empty = new LogOnDisk(folder);
    empty.append();

    assertThat(empty.run("verify")).isZero();
    assertThat(empty.run("info")).isZero();
    assertThat(empty.out()).contains("oldest     none");
  }

  @Test
  void exportWritesWhatTheFeedWouldDeliver() throws Exception {
    assertThat(log.run("export")).isZero();

    List<StoredEvent> exported = LogOnDisk.exported(log.out());
    assertThat(exported)
        .extracting(each -> each.getEvent().getId())
        .startsWith("a", "b", "c")
        .hasSize(4);
    assertThat(exported)
        .extracting(each -> Cursor.parse(each.getCursor()).position())
        .containsExactlyElementsOf(stored.stream().map(AppendResult::position).toList());
    assertThat(exported.get(0).getEvent().getClientState().toStringUtf8()).isEqualTo("state");
    assertThat(exported.get(3).getEvent().getWebhook().getBody().toStringUtf8())
        .isEqualTo("not JSON");
  }

  @Test
  void exportChoosesByCallTypeAndTime() throws Exception {
    assertThat(log.exportedIds("--call-session", "session-one")).containsExactly("a", "c");
    assertThat(log.exportedIds("--call-leg", "leg-two")).containsExactly("b");
    assertThat(
            log.exportedIds(
                "--call", "v3:one", "--since", LogOnDisk.START.plusSeconds(1).toString()))
        .containsExactly("c");
    assertThat(log.exportedIds("--until", LogOnDisk.START.plusSeconds(2).toString()))
        .containsExactly("a", "b");
    assertThat(log.exportedIds("--type", "call.speak.*,call.hangup"))
        .containsExactly("a", "b", "c");
    assertThat(log.exportedIds("--call", "nobody")).isEmpty();
  }

  @Test
  void exportWritesToANewFileOnly() throws Exception {
    Path file = folder.resolve("events.jsonl");

    assertThat(log.run("export", "--out", file.toString())).isZero();
    assertThat(LogOnDisk.exported(Files.readString(file))).hasSize(4);
    assertThat(log.out()).isEmpty();

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(log.run("export", "--out", file.toString())).isEqualTo(1);
    assertThat(log.err()).contains("expected a file that does not exist yet");
    assertThat(LogOnDisk.exported(Files.readString(file))).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "verify", "export", "backup /nonexistent", "erase --call v3:one"})
  void whereThereIsNoLogNoneIsMade(String command) {
    LogOnDisk none = new LogOnDisk(folder);
    assertThat(none.run(command.replace("/nonexistent", none.backups.toString()).split(" ")))
        .isEqualTo(1);

    assertThat(none.err()).contains("event log " + none.data() + ": no log there");
    assertThat(none.data()).doesNotExist();
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
    assertThat(log.run(command.isEmpty() ? new String[0] : command.split(" "))).isEqualTo(2);
    assertThat(log.err()).isNotBlank();
  }
}
