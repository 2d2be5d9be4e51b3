package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse.MessageCase;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams over real HTTP/2 with readers that stop, lag, vanish and stay for long. */
class EventStreamTest {
  private static final int EVENT_BYTES = 12_000;

  /** More than a connection, a stream and a queue hold. */
  private static final int MANY = 200;

  @TempDir Path folder;

  @Test
  void ofAHundredReadersTenStopAndTheOthersStayLive() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      List<SlowReader> moving = new ArrayList<>();
      List<SlowReader> stopped = new ArrayList<>();
      ManagedChannel channel = port.connect();
      for (int i = 0; i < 100; i++) {
        SlowReader reader = SlowReader.open(channel, latest());
        reader.take(2); // Opened, CaughtUp
        if (i % 10 == 3) {
          stopped.add(reader);
        } else {
          moving.add(reader.takeAll());
        }
      }
      for (int sent = 20; sent <= MANY; sent += 20) {
        port.append(20, EVENT_BYTES);
        for (SlowReader reader : moving) {
          int all = sent;
          SlowReader.await(() -> reader.eventIds().size() == all);
        }
      }

      for (SlowReader reader : moving) {
        assertThat(reader.kinds()).doesNotContain(MessageCase.FELL_BEHIND);
      }
      for (SlowReader reader : stopped) {
        assertThat(reader.eventIds()).isEmpty();
        reader.takeAll();
        SlowReader.await(() -> reader.eventIds().size() == MANY);
        assertThat(reader.eventIds()).isEqualTo(ids(1, MANY));
        SlowReader.await(() -> reader.last().hasCaughtUp());
        assertThat(reader.kinds()).containsOnlyOnce(MessageCase.FELL_BEHIND);
      }
    }
  }

  @Test
  void aReaderThatTakesNothingForMinutesLosesItsPlaceAndLearnsWhereToResume() throws Exception {
    try (FeedPort port = new FeedPort(folder, atMost(1))) {
      SlowReader reader = SlowReader.open(port.connect(), latest()).take(2);
      port.append(MANY, EVENT_BYTES);
      // The stream has found that the transport takes no more once it asks for a look in 5 s.
      SlowReader.await(() -> port.delays().contains(Duration.ofSeconds(5)));
      port.advance(Duration.ofMinutes(5).minusSeconds(1));
      ManagedChannel channel = port.connect();
      assertThat(SlowReader.open(channel, latest()).takeAll().error().reason())
          .isEqualTo("GATEWAY_BUSY");

      SlowReader next =
          openOnceFree(
              () -> {
                port.advance(Duration.ofMinutes(1)); // again if it has taken a little more since
                return SlowReader.open(channel, latest());
              });
      assertThat(reader.hasEnded()).isFalse();
      next.cancel();

      reader.takeAll();
      RpcError error = reader.error();
      assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(error.reason()).isEqualTo("SUBSCRIBER_STALLED");
      assertThat(error.metadata()).containsEntry("cursor", reader.last().getCursor());
      int received = reader.eventIds().size();
      assertThat(received).isLessThan(MANY);

      SubscribeRequest behind =
          SubscribeRequest.newBuilder().setAfter(reader.last().getCursor()).build();
      SlowReader resumed = openOnceFree(() -> SlowReader.open(channel, behind)).takeAll();
      SlowReader.await(() -> resumed.eventIds().size() == MANY - received);
      assertThat(resumed.eventIds()).isEqualTo(ids(received + 1, MANY));
    }
  }

  @Test
  void aReaderThatTakesLittleByLittleIsNotStalled() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(MANY, EVENT_BYTES);
      SlowReader reader = SlowReader.open(port.connect(), earliest());
      for (int taken = 0; taken < MANY; taken += 20) {
        reader.take(20);
        port.advance(Duration.ofMinutes(4));
      }
      assertThat(reader.hasEnded()).isFalse();
      reader.takeAll();
      SlowReader.await(() -> reader.kinds().contains(MessageCase.CAUGHT_UP));
      assertThat(reader.eventIds()).isEqualTo(ids(1, MANY));
    }
  }

  @Test
  void aStreamSaysGoodbyeAroundItsMaximumAge() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      SlowReader reader = SlowReader.open(port.connect(), latest()).take(2).takeAll();
      SlowReader.await(() -> !port.delays().isEmpty());
      port.advance(Duration.ofMinutes(54));
      assertThat(reader.hasEnded()).isFalse();
      port.append(1, 1);
      SlowReader.await(() -> reader.eventIds().size() == 1);
      SlowReader.await(() -> !port.delays().isEmpty());
      port.advance(Duration.ofMinutes(12));

      assertThat(reader.end().getCode()).isEqualTo(Code.OK);
      assertThat(reader.last().getGoodbye().getReason())
          .isEqualTo(Goodbye.Reason.REASON_STREAM_TOO_OLD);
      assertThat(reader.last().getCursor()).isEqualTo(port.log().cursorAt(1).encode());
    }
  }

  @Test
  void streamsThatBeganTogetherDoNotEndTogether() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      List<SlowReader> readers = new ArrayList<>();
      ManagedChannel channel = port.connect();
      for (int i = 0; i < 40; i++) {
        readers.add(SlowReader.open(channel, latest()).take(2).takeAll());
      }
      SlowReader.await(() -> port.delays().size() == readers.size());
      port.advance(Duration.ofMinutes(60));

      SlowReader.await(() -> readers.stream().anyMatch(SlowReader::hasEnded));
      SlowReader.await(
          () -> port.delays().size() == readers.stream().filter(r -> !r.hasEnded()).count());
      assertThat(readers).anyMatch(SlowReader::hasEnded).anyMatch(reader -> !reader.hasEnded());
      SlowReader.await(() -> !port.delays().isEmpty());
      port.advance(Duration.ofMinutes(7));
      SlowReader.await(() -> readers.stream().allMatch(SlowReader::hasEnded));
    }
  }

  @Test
  void moreStreamsThanAreAllowedAreRefusedUntilOneEnds() throws Exception {
    try (FeedPort port = new FeedPort(folder, atMost(2))) {
      ManagedChannel channel = port.connect();
      SlowReader first = SlowReader.open(channel, latest()).take(2);
      SlowReader.open(channel, latest()).take(2);
      RpcError error = SlowReader.open(channel, latest()).takeAll().error();
      assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(error.reason()).isEqualTo("GATEWAY_BUSY");
      assertThat(error.message()).contains("2 streams");
      first.cancel();

      SlowReader.await(() -> !SlowReader.open(channel, latest()).take(1).messages().isEmpty());
    }
  }

  @Test
  void aClientThatVanishesIsNoticedAndFreed() throws Exception {
    Duration ping = Duration.ofMillis(300);
    try (FeedPort port = new FeedPort(folder, atMost(1), ping, ping);
        SilentProxy proxy = new SilentProxy(port.port())) {
      SlowReader vanishing = SlowReader.open(port.connect(proxy.port()), latest()).take(2);
      assertThat(SlowReader.open(port.connect(), latest()).takeAll().error().reason())
          .isEqualTo("GATEWAY_BUSY");
      proxy.stopForwarding(); // no FIN, no RST: the connection looks open on both sides

      ManagedChannel channel = port.connect();
      SlowReader.await(() -> !SlowReader.open(channel, latest()).take(1).messages().isEmpty());
      assertThat(vanishing.hasEnded()).isFalse();
    }
  }

  @Test
  void drainingReachesReadersThatLagToo() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(MANY, EVENT_BYTES);
      SlowReader lagging = SlowReader.open(port.connect(), earliest()).take(3);
      port.feed().drain();
      lagging.takeAll();

      assertThat(lagging.end().getCode()).isEqualTo(Code.OK);
      assertThat(lagging.last().getGoodbye().getReason()).isEqualTo(Goodbye.Reason.REASON_DRAINING);
      assertThat(lagging.eventIds()).isEqualTo(ids(1, lagging.eventIds().size()));
      assertThat(lagging.last().getCursor())
          .isEqualTo(lagging.messages().get(lagging.messages().size() - 2).getCursor());
    }
  }

  @Test
  void aLogThatIsClosedEndsStreamsAndIsNoErrorOfEachOfThem() throws Exception {
    try (FeedPort before = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      before.append(1, 1); // only its log has the event in memory
    }
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS);
        LoggedLines logged = LoggedLines.of(ErrorMapper.class)) {
      port.log().close();
      RpcError error = SlowReader.open(port.connect(), earliest()).takeAll().error();

      assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(error.reason()).isEqualTo("GATEWAY_UNAVAILABLE");
      assertThat(logged.lines()).containsExactly("the log is closed");
      assertThat(logged.levels()).containsExactly("DEBUG");
    }
  }

  private static SlowReader openOnceFree(Supplier<SlowReader> attempt) {
    List<SlowReader> attempts = new CopyOnWriteArrayList<>();
    SlowReader.await(
        () -> {
          SlowReader next = attempt.get().take(1);
          attempts.add(next);
          return !next.messages().isEmpty();
        });
    return attempts.get(attempts.size() - 1);
  }

  private static StreamSettings atMost(int streams) {
    return new StreamSettings(streams, Duration.ofHours(1), Duration.ofMinutes(5));
  }

  private static SubscribeRequest latest() {
    return SubscribeRequest.getDefaultInstance();
  }

  private static SubscribeRequest earliest() {
    return SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()).build();
  }

  private static List<String> ids(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(number -> "id-" + number).toList();
  }
}
