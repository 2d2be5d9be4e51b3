package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.Share;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse.MessageCase;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas of a consumer that divide the feed. */
class SharedFeedTest {
  private static final int SESSIONS = 37;

  @TempDir Path folder;

  @Test
  void everyEventGoesToOneShareStoredOrNewAndSessionsKeepTheirOrder() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      append(port, 0, 300);
      ManagedChannel channel = port.connect();
      List<SlowReader> readers = new ArrayList<>();
      for (int index = 0; index < 3; index++) {
        readers.add(SlowReader.open(channel, share(index, 3).build()).takeAll());
      }
      for (SlowReader reader : readers) {
        SlowReader.await(() -> reader.kinds().contains(MessageCase.CAUGHT_UP));
      }
      append(port, 300, 600);
      SlowReader.await(
          () -> readers.stream().mapToInt(reader -> reader.eventIds().size()).sum() == 600);

      assertThat(readers)
          .allSatisfy(
              reader -> {
                assertThat(reader.eventIds()).hasSizeGreaterThan(60);
                Map<Integer, List<Integer>> bySession = new HashMap<>();
                for (String id : reader.eventIds()) {
                  int number = Integer.parseInt(id);
                  bySession
                      .computeIfAbsent(number % SESSIONS, unused -> new ArrayList<>())
                      .add(number);
                }
                assertThat(bySession)
                    .allSatisfy(
                        (session, numbers) ->
                            assertThat(numbers)
                                .isEqualTo(
                                    IntStream.range(0, 600)
                                        .filter(number -> number % SESSIONS == session)
                                        .boxed()
                                        .toList()));
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "2, 3", "1, 4", "0, 1"})
  void aCursorOfAnotherShareIsRefused(int index, int count) throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      ManagedChannel channel = port.connect();
      String cursor = SlowReader.open(channel, share(1, 3).build()).take(1).last().getCursor();

      RpcError error =
          SlowReader.open(channel, share(index, count).setAfter(cursor).build()).takeAll().error();

      assertThat(error.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(error.reason()).isEqualTo("CURSOR_OTHER_SHARE");
    }
  }

  @Test
  void aCursorOfAShareIsNoneOfTheWholeLogButTheOtherWayRoundItIs() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      append(port, 0, 10);
      ManagedChannel channel = port.connect();
      String ofShare = SlowReader.open(channel, share(1, 3).build()).take(1).last().getCursor();
      SubscribeRequest whole = SubscribeRequest.newBuilder().setAfter(ofShare).build();
      assertThat(SlowReader.open(channel, whole).takeAll().error().reason())
          .isEqualTo("CURSOR_OTHER_SHARE");

      SubscribeRequest earliest =
          SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()).build();
      String ofAll = SlowReader.open(channel, earliest).take(4).last().getCursor(); // after event 2
      List<String> rest = new ArrayList<>();
      for (int index = 0; index < 3; index++) {
        SlowReader reader =
            SlowReader.open(channel, share(index, 3).setAfter(ofAll).build()).takeAll();
        SlowReader.await(() -> reader.kinds().contains(MessageCase.CAUGHT_UP));
        rest.addAll(reader.eventIds());
      }

      assertThat(rest).containsExactlyInAnyOrder("3", "4", "5", "6", "7", "8", "9");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 3", "-1, 3", "0, 257"})
  void aShareThatThereIsNotIsInvalid(int index, int count) throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      RpcError error =
          SlowReader.open(port.connect(), share(index, count).build()).takeAll().error();

      assertThat(error.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(error.reason()).isEqualTo("INVALID_REQUEST");
    }
  }

  @Test
  void theNumberOfSharesIsChangedUnderLoadAndNothingIsLost() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      ShareConsumers consumers = new ShareConsumers(port.connect());
      int events = 4_000;
      CompletableFuture<Void> load = CompletableFuture.runAsync(() -> append(port, 0, events));
      int enough = 300;
      for (int count : new int[] {3, 3, 4, 2}) {
        consumers.run(count, 50, enough);
        enough += 700;
      }
      consumers.run(2, events, events);
      load.join();

      System.out.printf(
          "shares: 3, 4 and 2 in turn under load: %d events, 0 lost, %d repeated and dropped by"
              + " id%n",
          consumers.handled().size(), consumers.repeated());
      Map<String, Integer> latest = new HashMap<>();
      for (Event event : consumers.handled()) {
        int number = Integer.parseInt(event.getId());
        Integer before = latest.put(event.getCallSessionId(), number);
        assertThat(before == null || before < number).as("order of %s", event).isTrue();
      }
    }
  }

  private static SubscribeRequest.Builder share(int index, int count) {
    SubscribeRequest.Builder request =
        SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance());
    request.getFilterBuilder().setShare(Share.newBuilder().setIndex(index).setCount(count));
    return request;
  }

  private static void append(FeedPort port, int from, int to) {
    List<CompletableFuture<?>> stored = new ArrayList<>();
    for (int number = from; number < to; number++) {
      stored.add(
          port.log()
              .append(
                  event(Integer.toString(number), "call.hangup", "v3:" + number % SESSIONS, "0")));
      if (stored.size() == 20) { // as webhooks come, not all at once
        stored.forEach(CompletableFuture::join);
        stored.clear();
      }
    }
    stored.forEach(CompletableFuture::join);
  }
}
