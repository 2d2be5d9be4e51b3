package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.cli.text.EventPrinter;
import dev.voicemedia.v1.CallHangup;
import dev.voicemedia.v1.CallSpeakEnded;
import dev.voicemedia.v1.CaughtUp;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.Gap;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceImplBase;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventTailTest {
  private static final SubscribeRequest FROM_EARLIEST =
      SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()).build();

  private final Queue<Consumer<StreamObserver<SubscribeResponse>>> streams =
      new ConcurrentLinkedQueue<>();
  private final List<SubscribeRequest> requests = new ArrayList<>();
  private final List<Long> delays = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ClientOptions client = new ClientOptions();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Scripted())
            .build()
            .start();
    client.address = "127.0.0.1:" + server.getPort();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(realOut);
    System.setErr(realErr);
    server.shutdownNow();
  }

  @Test
  void followingResumesAfterTheLastCursorAfterErrorsAndGoodbyes() throws Exception {
    streams.add(
        stream -> {
          stream.onNext(event("c1"));
          stream.onError(Status.UNAVAILABLE.asRuntimeException());
        });
    streams.add(stream -> stream.onError(Status.UNAVAILABLE.asRuntimeException()));
    streams.add(
        stream -> {
          stream.onNext(
              message("c3").setGap(Gap.newBuilder().setAfter("c1").setUpTo("c3")).build());
          stream.onNext(event("c4"));
          stream.onNext(
              message("c5")
                  .setGoodbye(Goodbye.newBuilder().setReason(Goodbye.Reason.REASON_DRAINING))
                  .build());
          stream.onCompleted();
        });
    streams.add(stream -> stream.onError(Status.OUT_OF_RANGE.asRuntimeException()));
    EventTail tail = new EventTail((cursor, event) -> event.getId(), true, delays::add);

    assertThatThrownBy(() -> tail.run(client, FROM_EARLIEST)).hasMessageContaining("OUT_OF_RANGE");
    tail.reportCursor();

    assertThat(requests)
        .extracting(SubscribeRequest::getAfter)
        .containsExactly("", "c1", "c1", "c5");
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("id of c1", "id of c4");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "skipped the expired events between cursors c1 and c3",
            "REASON_DRAINING",
            "last cursor c5");
    assertThat(delays).containsExactly(200L, 400L, 200L);
  }

  @Test
  void withoutFollowingTheFirstEndIsTheEnd() throws Exception {
    streams.add(stream -> stream.onError(Status.UNAVAILABLE.asRuntimeException()));
    streams.add(
        stream -> {
          stream.onNext(message("c1").setGoodbye(Goodbye.getDefaultInstance()).build());
          stream.onCompleted();
        });
    EventTail tail = new EventTail((cursor, event) -> event.getId(), false, delays::add);

    assertThatThrownBy(() -> tail.run(client, FROM_EARLIEST)).isInstanceOf(RpcException.class);
    assertThat(tail.run(client, FROM_EARLIEST)).isZero();
    assertThat(delays).isEmpty();
  }

  @Test
  void followingToTheHeadEndsThere() throws Exception {
    streams.add(
        stream -> {
          stream.onNext(message("c1").setCaughtUp(CaughtUp.getDefaultInstance()).build());
          stream.onCompleted();
        });
    EventTail tail = new EventTail((cursor, event) -> event.getId(), true, delays::add);

    assertThat(tail.run(client, FROM_EARLIEST.toBuilder().setStopAtHead(true).build())).isZero();
    assertThat(requests).hasSize(1);
  }

  @Test
  void anEndBeforeTheHeadIsNoSuccess() throws Exception {
    streams.add(
        stream -> {
          stream.onNext(message("c1").setGoodbye(Goodbye.getDefaultInstance()).build());
          stream.onCompleted();
        });
    EventTail tail = new EventTail((cursor, event) -> event.getId(), false, delays::add);

    assertThat(tail.run(client, FROM_EARLIEST.toBuilder().setStopAtHead(true).build())).isOne();
  }

  @Test
  void aLineShowsTimeTypeCallAndStatus() throws Exception {
    Event.Builder event =
        Event.newBuilder()
            .setEventType("call.speak.ended")
            .setCallControlId("v3:a\u001b[2J\u009b2J\u202e")
            .setCallSpeakEnded(CallSpeakEnded.newBuilder().setStatus("completed"));
    event.getOccurredAtBuilder().setSeconds(1_800_000_000L);

    assertThat(EventPrinter.lines(false, 200).print("c", event.build()))
        .isEqualTo("2027-01-15T08:00:00Z  call.speak.ended        v3:a?[2J?2J?  completed");
    assertThat(EventPrinter.lines(true, 200).print("c", event.build()))
        .contains("\u001b[32mcall.speak.ended", "\u001b[39")
        .doesNotContain("\u001b[2J", "\u009b", "\u202e");
    assertThat(
            EventPrinter.lines(false, 200)
                .print(
                    "c",
                    Event.newBuilder()
                        .setCallHangup(CallHangup.newBuilder().setHangupCause("user_busy"))
                        .build()))
        .contains("(no type)")
        .endsWith("user_busy");
  }

  private static SubscribeResponse.Builder message(String cursor) {
    return SubscribeResponse.newBuilder().setCursor(cursor);
  }

  private static SubscribeResponse event(String cursor) {
    SubscribeResponse.Builder message = message(cursor);
    message.getEventBuilder().setId("id of " + cursor);
    return message.build();
  }

  private final class Scripted extends WebhookEventsServiceImplBase {
    @Override
    public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> observer) {
      requests.add(request);
      streams.remove().accept(observer);
    }
  }
}
