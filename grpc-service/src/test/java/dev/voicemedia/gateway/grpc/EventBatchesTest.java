package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.v1.EventBatch;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.Share;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.SubscribeResponse.MessageCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams whose clients take events together. */
class EventBatchesTest {
  private static final int MOST_BYTES = 256 << 10;

  @TempDir Path folder;

  @Test
  void aReplayComesInBatchesOfAtMostAsManyAsAreAskedFor() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(300, 100);
      SlowReader reader = readToHead(port, fromEarliest(100));

      assertThat(reader.eventIds()).isEqualTo(ids(1, 300));
      assertThat(batches(reader)).isNotEmpty();
      for (SubscribeResponse message : batches(reader)) {
        List<StoredEvent> events = message.getEventBatch().getEventsList();
        assertThat(events).hasSizeBetween(2, 100);
        assertThat(message.getCursor()).isEqualTo(events.get(events.size() - 1).getCursor());
      }
    }
  }

  @Test
  void whoeverAsksForNoneGetsNone() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(50, 100);
      for (int none : List.of(0, 1)) {
        SlowReader reader = readToHead(port, fromEarliest(none));

        assertThat(reader.eventIds()).isEqualTo(ids(1, 50));
        assertThat(batches(reader)).isEmpty();
      }
    }
  }

  @Test
  void aStreamIsResumedAfterAnyEventOfABatch() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(50, 100);
      SubscribeResponse batch = batches(readToHead(port, fromEarliest(20))).get(0);
      StoredEvent third = batch.getEventBatch().getEvents(2);

      SlowReader resumed =
          readToHead(port, fromEarliest(20).toBuilder().setAfter(third.getCursor()).build());

      assertThat(resumed.eventIds()).isEqualTo(ids(4, 50));
      assertThat(third.getEvent().getId()).isEqualTo("id-3");
    }
  }

  @Test
  void aBatchIsBoundedByItsBytes() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(12, 50_000);
      port.append(3, MOST_BYTES);
      SlowReader reader = readToHead(port, fromEarliest(1000));

      assertThat(reader.eventIds()).isEqualTo(ids(1, 15));
      assertThat(batches(reader))
          .isNotEmpty()
          .allMatch(
              message ->
                  message.getEventBatch().getEventsList().stream()
                          .mapToInt(event -> event.getEvent().getSerializedSize())
                          .sum()
                      <= MOST_BYTES);
      assertThat(reader.kinds().stream().filter(MessageCase.EVENT::equals))
          .hasSizeGreaterThanOrEqualTo(3); // those for which a batch has no room
    }
  }

  /** Each by itself, as fast as it comes: nobody waits for a batch to fill. */
  @Test
  void anEventThatComesAloneIsSentAlone() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      SlowReader reader = SlowReader.open(port.connect(), live(1000)).take(2).takeAll();
      for (int i = 1; i <= 5; i++) {
        int sent = i;
        port.append(1, 100);
        SlowReader.await(() -> reader.eventIds().size() == sent);
      }

      assertThat(reader.eventIds()).isEqualTo(ids(1, 5));
      assertThat(batches(reader)).isEmpty();
    }
  }

  /** More than the connection holds, so that the others wait in the queue of the stream. */
  @Test
  void whatHasWaitedForALiveStreamComesTogether() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      SlowReader reader = SlowReader.open(port.connect(), live(1000)).take(2);
      port.append(100, 12_000);
      reader.takeAll();
      SlowReader.await(() -> reader.eventIds().size() == 100);

      assertThat(reader.eventIds()).isEqualTo(ids(1, 100));
      assertThat(reader.kinds()).doesNotContain(MessageCase.FELL_BEHIND);
      assertThat(batches(reader)).isNotEmpty();
    }
  }

  /** Each event is in one of the shares, with a cursor that is its share's. */
  @Test
  void aShareComesInBatchesToo() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(100, 100);
      List<String> all = new ArrayList<>();
      for (int index = 0; index < 2; index++) {
        SubscribeRequest.Builder request = fromEarliest(1000).toBuilder();
        request.setFilter(
            EventFilter.newBuilder().setShare(Share.newBuilder().setIndex(index).setCount(2)));
        SlowReader reader = readToHead(port, request.build());
        all.addAll(reader.eventIds());
        for (SubscribeResponse message : batches(reader)) {
          StoredEvent first = message.getEventBatch().getEvents(0);
          assertThat(readToHead(port, request.setAfter(first.getCursor()).build()).eventIds())
              .doesNotContain(first.getEvent().getId())
              .contains(message.getEventBatch().getEvents(1).getEvent().getId());
        }
      }

      assertThat(all).containsExactlyInAnyOrderElementsOf(ids(1, 100));
    }
  }

  @Test
  void aBatchIsWhatTheGeneratedClassWouldHaveWritten() throws Exception {
    try (FeedPort port = new FeedPort(folder, StreamSettings.DEFAULTS)) {
      port.append(30, 200);
      List<SubscribeResponse> single =
          readToHead(port, fromEarliest(0)).messages().stream()
              .filter(SubscribeResponse::hasEvent)
              .toList();
      EventBatch.Builder expected = EventBatch.newBuilder();
      single.forEach(
          message ->
              expected.addEvents(
                  StoredEvent.newBuilder()
                      .setCursor(message.getCursor())
                      .setEvent(message.getEvent())));

      List<StoredEvent> batched =
          batches(readToHead(port, fromEarliest(1000))).stream()
              .flatMap(message -> message.getEventBatch().getEventsList().stream())
              .toList();

      assertThat(batched).isEqualTo(expected.getEventsList());
    }
  }

  private static SlowReader readToHead(FeedPort port, SubscribeRequest request) {
    SlowReader reader = SlowReader.open(port.connect(), request).takeAll();
    reader.end();
    return reader;
  }

  private static List<SubscribeResponse> batches(SlowReader reader) {
    return reader.messages().stream().filter(SubscribeResponse::hasEventBatch).toList();
  }

  private static SubscribeRequest fromEarliest(int maxBatch) {
    return SubscribeRequest.newBuilder()
        .setEarliest(StartEarliest.getDefaultInstance())
        .setStopAtHead(true)
        .setMaxBatch(maxBatch)
        .build();
  }

  private static SubscribeRequest live(int maxBatch) {
    return SubscribeRequest.newBuilder().setMaxBatch(maxBatch).build();
  }

  private static List<String> ids(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(number -> "id-" + number).toList();
  }
}
