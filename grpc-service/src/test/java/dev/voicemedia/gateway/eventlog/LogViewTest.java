package dev.voicemedia.gateway.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.SourceRecord.Arrival;
import dev.voicemedia.gateway.eventlog.SourceRecord.Bookmark;
import dev.voicemedia.gateway.eventlog.SourceRecord.Content;
import dev.voicemedia.gateway.eventlog.SourceRecord.Erasure;
import dev.voicemedia.gateway.eventlog.SourceRecord.Unreadable;
import dev.voicemedia.gateway.testing.IncomingEvents;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.v1.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogViewTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00.123Z");
  private static final Duration WINDOW = Duration.ofHours(1);

  @TempDir Path folder;
  private LogView view;

  @BeforeEach
  void open() {
    view = reopened();
  }

  @AfterEach
  void close() {
    view.close();
  }

  @Test
  void anEventHasTheBytesItWasSentWithBehindTheTimeThatTheBrokerAppendedIt() throws Exception {
    view.follow("topic", 7, 0);
    IncomingEvent event = SignedEvents.speakEnded("a", "call", "");

    assertThat(view.take(List.of(record(5, START, event)))).containsExactly(Outcome.STORED);

    LogEntry stored = view.read(0, 10, 1 << 20).get(0);
    assertThat(stored.position()).isEqualTo(5);
    ByteString sent = event.event().toByteString();
    assertThat(stored.encodedEvent().substring(stored.encodedEvent().size() - sent.size()))
        .isEqualTo(sent);
    assertThat(Event.parseFrom(stored.encodedEvent()))
        .isEqualTo(event.event().toBuilder().setReceivedAt(EventTime.timestamp(START)).build());
    assertThat(view.publicKeys()).containsOnlyKeys(SignedEvents.SIGNER.publicKey().id());
    assertThat(view.find("a")).contains(stored);
    assertThat(view.cursorAt(5).logId()).isEqualTo(7);
  }

  @Test
  void aDuplicateIsKnownByItsOwnWindowCountedFromWhenItWasLastSeen() {
    view.follow("topic", 7, 0);

    assertThat(
            view.take(
                List.of(
                    record(1, START, event("a", "00")),
                    record(2, START.plus(WINDOW), event("a", "00")),
                    record(3, START.plus(WINDOW.multipliedBy(2)), event("a", "00")),
                    record(4, START.plus(WINDOW.multipliedBy(3)).plusMillis(1), event("a", "00")))))
        .containsExactly(Outcome.STORED, Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.STORED);
    assertThat(positions()).containsExactly(1L, 4L);
  }

  @Test
  void theSameIdWithOtherDataIsAVariant() throws Exception {
    view.follow("topic", 7, 0);

    assertThat(
            view.take(
                List.of(
                    record(1, START, event("a", "00")),
                    record(2, START, event("a", "11")),
                    record(3, START, event("a", "11")),
                    record(4, START, event("a", "00")))))
        .containsExactly(
            Outcome.STORED, Outcome.STORED_AS_VARIANT, Outcome.DUPLICATE, Outcome.DUPLICATE);
    assertThat(Event.parseFrom(view.find("a~11").orElseThrow().encodedEvent()).getId())
        .isEqualTo("a~11");
    assertThat(view.find("a").orElseThrow().position()).isEqualTo(1);
  }

  @Test
  void whatFollowsAMissingStartIsServedOnceNothingBeforeItCanMatter() {
    view.follow("topic", 7, 100);
    view.take(
        List.of(
            record(101, START, event("a", "00")),
            record(102, START.plus(WINDOW).minusMillis(1), event("b", "00"))));
    assertThat(view.head()).isEqualTo(102);
    assertThat(view.earliest()).isEqualTo(102);
    assertThat(view.read(0, 10, 1 << 20)).isEmpty();

    view.take(
        List.of(
            record(103, START.plus(WINDOW), event("b", "00")),
            record(104, START.plus(WINDOW), event("c", "00"))));

    assertThat(view.earliest()).isEqualTo(102);
    assertThat(view.head()).isEqualTo(104);
    assertThat(positions()).containsExactly(104L);
    view.close();
    view = reopened();
    assertThat(view.earliest()).isEqualTo(102);
    assertThat(positions()).containsExactly(104L);
  }

  @Test
  void anErasureLeavesThePlaceAndTheIdsOfWhatItNames() throws Exception {
    view.follow("topic", 7, 0);

    view.take(
        List.of(
            record(1, START, SignedEvents.speakEnded("a", "call", "c2VjcmV0")),
            record(2, START, SignedEvents.speakEnded("b", "call", "c2VjcmV0")),
            new SourceRecord(3, 0, START.plusSeconds(1), new Erasure(List.of(1L, 99L)))));

    Event erased = Event.parseFrom(view.find("a").orElseThrow().encodedEvent());
    assertThat(erased.getErasedAt()).isEqualTo(EventTime.timestamp(START.plusSeconds(1)));
    assertThat(erased.hasWebhook()).isFalse();
    assertThat(Event.parseFrom(view.find("b").orElseThrow().encodedEvent()).hasErasedAt())
        .isFalse();
    assertThat(view.position()).isEqualTo(3);
  }

  @Test
  void whatIsNoEventMovesTheViewOn() {
    view.follow("topic", 7, 0);
    Instant recovered = START.minusSeconds(60);

    view.take(
        List.of(
            record(1, 3, START, new Bookmark(recovered)),
            record(2, 3, START, new Unreadable("x"))));

    assertThat(view.position()).isEqualTo(2);
    assertThat(view.end()).isEqualTo(2);
    assertThat(view.epoch()).contains(3);
    assertThat(view.head()).isZero();
    assertThat(view.recoveredUntil()).contains(recovered);
  }

  @Test
  void aListenerIsCalledWithTheHeadBeforeAndWithWhatIsNew() {
    view.follow("topic", 7, 0);
    List<Long> heads = new ArrayList<>();
    view.onAppended(
        (after, entries) -> {
          heads.add(after);
          entries.forEach(entry -> heads.add(entry.position()));
        });

    view.take(List.of(record(1, START, event("a", "00")), record(2, START, event("a", "00"))));
    view.take(List.of(record(3, START, event("a", "00"))));
    view.take(List.of(record(4, START, event("b", "00"))));

    assertThat(heads).containsExactly(0L, 1L, 1L, 4L);
  }

  @Test
  void aDamagedViewIsBegunAnewAndADiscardedOneToo() throws Exception {
    view.follow("topic", 7, 0);
    view.take(List.of(record(1, START, event("a", "00"))));
    view.close();
    Files.writeString(folder.resolve("log/CURRENT"), "MANIFEST-999999\n");
    view = reopened();
    assertThat(view.source()).isEmpty();

    view.follow("topic", 7, 0);
    view.discard("test");
    view.close();
    view = reopened();
    assertThat(view.source()).isEmpty();
    view.close();
    view = reopened();
    assertThat(view.source()).isEmpty();
  }

  private LogView reopened() {
    return LogView.open(folder, EventLogSettings.DEFAULTS, () -> new Moment(0));
  }

  private List<Long> positions() {
    return view.read(0, 100, 1 << 20).stream().map(LogEntry::position).toList();
  }

  private static IncomingEvent event(String id, String fingerprint) {
    return IncomingEvents.event(id, fingerprint);
  }

  private static SourceRecord record(long position, Instant at, IncomingEvent event) {
    return record(
        position,
        0,
        at,
        new Arrival(
            event.event(),
            event.event().toByteString(),
            event.dataFingerprint(),
            WINDOW,
            event.publicKey()));
  }

  private static SourceRecord record(long position, int epoch, Instant at, Content content) {
    return new SourceRecord(position, epoch, at, content);
  }
}
