package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.testing.IncomingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceBlockingStub;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of the feed that would cost much more than they ask for. */
class ListAbuseTest {
  @TempDir Path folder;

  private FeedPort port;
  private WebhookEventsServiceBlockingStub events;

  @BeforeEach
  void open() throws Exception {
    port = new FeedPort(folder, StreamSettings.DEFAULTS);
    events = WebhookEventsServiceGrpc.newBlockingStub(port.connect());
  }

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void aMillionEventTypesAreNotEvenDecoded() {
    EventFilter million =
        EventFilter.newBuilder().addAllEventTypes(Collections.nCopies(1_000_000, "a")).build();

    RpcError list =
        errorOf(() -> events.listEvents(ListEventsRequest.newBuilder().setFilter(million).build()));
    RpcError stream =
        errorOf(
            () ->
                events.subscribe(SubscribeRequest.newBuilder().setFilter(million).build()).next());
    RpcError get =
        errorOf(
            () -> events.getEvent(GetEventRequest.newBuilder().setId("a".repeat(100_000)).build()));

    assertThat(List.of(list, stream, get))
        .allSatisfy(
            error -> {
              assertThat(error.code()).isEqualTo(Code.INVALID_ARGUMENT);
              assertThat(error.reason()).isEqualTo("INVALID_REQUEST");
              assertThat(error.message()).contains("at most 65536 bytes");
            });
  }

  @Test
  void tooManyEventTypesAreOneViolationWhateverIsWrongWithThem() {
    EventFilter many =
        EventFilter.newBuilder().addAllEventTypes(Collections.nCopies(101, "**")).build();

    RpcError error =
        errorOf(() -> events.listEvents(ListEventsRequest.newBuilder().setFilter(many).build()));

    assertThat(error.reason()).isEqualTo("INVALID_REQUEST");
    assertThat(error.message())
        .isEqualTo("filter.event_types: must have at most 100 items, has 101");
  }

  @Test
  void theLargestRequestThatTheContractAllowsIsTaken() {
    String id = "\u00e9".repeat(512);
    EventFilter.Builder filter =
        EventFilter.newBuilder()
            .setCallControlId(id)
            .setCallLegId(id)
            .setCallSessionId(id)
            .setConnectionId(id);
    for (int i = 0; i < 100; i++) {
      filter.addEventTypes("\u20ac".repeat(125) + i);
    }
    ListEventsRequest largest = ListEventsRequest.newBuilder().setFilter(filter).build();

    assertThat(largest.getSerializedSize()).isGreaterThan(40_000);
    assertThat(events.listEvents(largest).getEventsCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aListWhoseBudgetIsUsedUpHasAnEmptyPageWithATokenAndGoesOn(int order) {
    List<CompletableFuture<?>> stored = new ArrayList<>();
    for (int i = 0; i < 25_000; i++) {
      String type = i == 12_345 ? "call.hangup" : "call.answered";
      stored.add(port.log().append(event("id-" + i, type, "v3:a", "0")));
    }
    stored.forEach(CompletableFuture::join);
    ListEventsRequest.Builder request = ListEventsRequest.newBuilder().setOrderValue(order);
    request.getFilterBuilder().addEventTypes("call.hangup");

    List<Integer> pages = new ArrayList<>();
    List<String> found = new ArrayList<>();
    do {
      ListEventsResponse page = events.listEvents(request.build());
      pages.add(page.getEventsCount());
      page.getEventsList().stream().map(StoredEvent::getEvent).forEach(e -> found.add(e.getId()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());

    assertThat(found).containsExactly("id-12345");
    assertThat(pages).containsExactly(0, 1, 0);
  }

  private static RpcError errorOf(Runnable call) {
    return RpcError.of(call::run);
  }
}
