package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallRecording;
import dev.voicemedia.v1.CallRecordingSaved;
import dev.voicemedia.v1.CallState;
import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.CallsServiceGrpc.CallsServiceBlockingStub;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.GetCallResponse;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WatchCallRequest;
import dev.voicemedia.v1.WatchCallResponse;
import dev.voicemedia.v1.WatchCallResponse.MessageCase;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls at a glance, over a real port and a real log. */
class CallsServiceTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final ByteString KEY = ByteString.copyFrom(new byte[32]);

  @TempDir Path folder;

  private FeedPort port;
  private CallsServiceBlockingStub calls;
  private int stored;

  @BeforeEach
  void open() throws Exception {
    port =
        new FeedPort(
            folder,
            new StreamSettings(
                2, StreamSettings.DEFAULTS.maxAge(), StreamSettings.DEFAULTS.stalledAfter()));
    calls =
        CallsServiceGrpc.newBlockingStub(port.connect()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void aCallIsFoundByEachOfItsIdsWithWhatNamesItsLegAlone() {
    store("a", "call.initiated");
    store(
        event("a", "call.recording.saved")
            .clearCallControlId()
            .setCallRecordingSaved(CallRecordingSaved.newBuilder().setRecordingId("r")));
    store("other", "call.hangup");

    List<GetCallResponse> found =
        List.of(
            calls.getCall(GetCallRequest.newBuilder().setCallControlId("v3:a").build()),
            calls.getCall(GetCallRequest.newBuilder().setCallLegId("leg a").build()),
            calls.getCall(GetCallRequest.newBuilder().setCallSessionId("session a").build()));

    assertThat(found)
        .allSatisfy(
            response -> {
              assertThat(response.getCallsList()).hasSize(1);
              Call call = response.getCalls(0);
              assertThat(call.getState()).isEqualTo(CallState.CALL_STATE_RINGING);
              assertThat(call.getRecordingsList())
                  .extracting(CallRecording::getRecordingId)
                  .containsExactly("r");
              assertThat(call.getIncomplete()).isFalse();
            });
  }

  @Test
  void whatFollowsTheCursorOfACallIsWhatItDoesNotSay() {
    store("a", "call.initiated");
    GetCallResponse response = calls.getCall(ofCall("a"));
    store("a", "call.hangup");

    Iterator<SubscribeResponse> rest =
        WebhookEventsServiceGrpc.newBlockingStub(port.connect())
            .subscribe(
                SubscribeRequest.newBuilder()
                    .setAfter(response.getCursor())
                    .setStopAtHead(true)
                    .build());
    List<String> types = new ArrayList<>();
    rest.forEachRemaining(
        message -> {
          if (message.hasEvent()) {
            types.add(message.getEvent().getEventType());
          }
        });
    assertThat(types).containsExactly("call.hangup");
  }

  @Test
  void aCallThatNobodyKnowsIsNotFound() {
    store("a", "call.initiated");

    RpcError get = errorOf(() -> calls.getCall(ofCall("b")));
    RpcError watch = errorOf(() -> calls.watchCall(watchOf("b")).next());

    assertThat(List.of(get, watch))
        .allSatisfy(
            error -> {
              assertThat(error.code()).isEqualTo(Code.NOT_FOUND);
              assertThat(error.reason()).isEqualTo("CALL_NOT_FOUND");
              assertThat(error.message()).isEqualTo("no stored event of call v3:b");
            });
  }

  @Test
  void aRequestNamesExactlyOneId() {
    assertThat(errorOf(() -> calls.getCall(GetCallRequest.getDefaultInstance())).message())
        .isEqualTo("id: exactly one of call_control_id, call_leg_id, call_session_id must be set");
    assertThat(
            errorOf(() -> calls.watchCall(WatchCallRequest.getDefaultInstance()).next()).reason())
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void ofMoreThanTenThousandEventsTheNewestCountAndTheCallIsIncomplete() {
    store("a", "call.initiated");
    List<CompletableFuture<?>> more = new ArrayList<>();
    for (int i = 0; i < 9_999; i++) {
      more.add(append(event("a", "call.cost")));
    }
    more.forEach(CompletableFuture::join);
    assertThat(calls.getCall(ofCall("a")).getCalls(0).getIncomplete()).isFalse();

    store("a", "call.answered");

    Call call = calls.getCall(ofCall("a")).getCalls(0);
    assertThat(call.getIncomplete()).isTrue();
    assertThat(call.getState()).isEqualTo(CallState.CALL_STATE_ANSWERED);
    assertThat(call.hasStartedAt()).isFalse();
  }

  @Test
  void aWatchedCallIsSentAsItIsThenItsEventsAndWhatTheyChange() {
    store("a", "call.initiated");
    Iterator<WatchCallResponse> stream = calls.watchCall(watchOf("a"));

    WatchCallResponse first = stream.next();
    assertThat(first.getSnapshot().getCallsList())
        .extracting(Call::getState)
        .containsExactly(CallState.CALL_STATE_RINGING);
    store("other", "call.hangup");
    store("a", "call.answered");
    store("a", "call.cost");
    store("a", "call.hangup");

    List<WatchCallResponse> messages = new ArrayList<>();
    while (messages.size() < 5) {
      WatchCallResponse message = stream.next();
      if (!message.hasCheckpoint()) {
        messages.add(message);
      }
    }
    assertThat(messages)
        .extracting(WatchCallResponse::getMessageCase)
        .containsExactly(
            MessageCase.EVENT,
            MessageCase.CALL,
            MessageCase.EVENT,
            MessageCase.EVENT,
            MessageCase.CALL);
    assertThat(messages.get(1).getCursor()).isEqualTo(messages.get(0).getCursor());
    assertThat(messages.get(1).getCall().getState()).isEqualTo(CallState.CALL_STATE_ANSWERED);
    assertThat(messages.get(2).getEvent().getEventType()).isEqualTo("call.cost");
    assertThat(messages.get(4).getCall().getState()).isEqualTo(CallState.CALL_STATE_ENDED);
  }

  @Test
  void aSilentWatchHasHeartbeats() {
    store("a", "call.initiated");
    Iterator<WatchCallResponse> stream =
        calls.watchCall(
            watchOf("a").toBuilder()
                .setHeartbeatInterval(Duration.newBuilder().setSeconds(30))
                .build());
    assertThat(stream.next().hasSnapshot()).isTrue();
    assertThat(stream.next().hasCheckpoint()).isTrue(); // it has caught up
    store("other", "call.initiated");
    SlowReader.await(() -> !port.delays().isEmpty());

    port.advance(java.time.Duration.ofSeconds(31));

    assertThat(stream.next().hasCheckpoint()).isTrue();
  }

  @Test
  void aGatewayThatStopsSaysGoodbyeToWatchers() {
    store("a", "call.initiated");
    Iterator<WatchCallResponse> stream = calls.watchCall(watchOf("a"));
    assertThat(stream.next().hasSnapshot()).isTrue();

    port.feed().drain();

    WatchCallResponse last = stream.next();
    while (stream.hasNext()) {
      last = stream.next();
    }
    assertThat(last.getGoodbye().getReason()).isEqualTo(Goodbye.Reason.REASON_DRAINING);
  }

  @Test
  void watchersCountAmongTheStreamsUntilTheyGo() {
    store("a", "call.initiated");
    for (int i = 0; i < 5; i++) {
      CancellableContext one = watch();
      CancellableContext other = watch();
      assertThat(errorOf(() -> calls.watchCall(watchOf("a")).next()).reason())
          .isEqualTo("GATEWAY_BUSY");
      one.cancel(null);
      other.cancel(null);
      SlowReader.await(() -> canWatch());
    }
  }

  /** Opens a stream, which lasts until its context is cancelled. */
  private CancellableContext watch() {
    CancellableContext context = Context.current().withCancellation();
    context.run(() -> assertThat(calls.watchCall(watchOf("a")).next().hasSnapshot()).isTrue());
    return context;
  }

  /** Whether two streams can be opened, and closes them again. */
  private boolean canWatch() {
    try (CancellableContext context = Context.current().withCancellation()) {
      context.run(
          () -> {
            calls.watchCall(watchOf("a")).next();
            calls.watchCall(watchOf("a")).next();
          });
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  private void store(String call, String type) {
    store(event(call, type));
  }

  private void store(Event.Builder event) {
    append(event).join();
  }

  private CompletableFuture<?> append(Event.Builder event) {
    stored++;
    return port.log()
        .append(
            new IncomingEvent(
                event
                    .setId("event " + stored)
                    .setOccurredAt(EventTime.timestamp(START.plusSeconds(stored)))
                    .build(),
                "00000000",
                KEY));
  }

  private static Event.Builder event(String call, String type) {
    return Event.newBuilder()
        .setEventType(type)
        .setCallControlId("v3:" + call)
        .setCallLegId("leg " + call)
        .setCallSessionId("session " + call);
  }

  private static GetCallRequest ofCall(String call) {
    return GetCallRequest.newBuilder().setCallControlId("v3:" + call).build();
  }

  private static WatchCallRequest watchOf(String call) {
    return WatchCallRequest.newBuilder().setCallControlId("v3:" + call).build();
  }

  private static RpcError errorOf(Runnable call) {
    return RpcError.of(call::run);
  }
}
