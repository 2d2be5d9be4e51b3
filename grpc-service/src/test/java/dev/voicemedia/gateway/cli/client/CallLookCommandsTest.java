package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallSnapshot;
import dev.voicemedia.v1.CallState;
import dev.voicemedia.v1.CallsServiceGrpc.CallsServiceImplBase;
import dev.voicemedia.v1.Checkpoint;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.GetCallResponse;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.WatchCallRequest;
import dev.voicemedia.v1.WatchCallResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code call show} and {@code call watch}, where nobody reads them but a program. */
final class CallLookCommandsTest {
  private static final Call CALL =
      Call.newBuilder()
          .setCallControlId("v3:a")
          .setCallLegId("leg")
          .setCallSessionId("session")
          .setState(CallState.CALL_STATE_ANSWERED)
          .build();

  private final List<GetCallRequest> requests = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new OneCall())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void eachLegIsALineOfJson() {
    assertThat(run("call", "show", "--session=session")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "{\"call_control_id\":\"v3:a\",\"call_leg_id\":\"leg\",\"call_session_id\":\"session\","
                + "\"state\":\"CALL_STATE_ANSWERED\"}");
    assertThat(requests)
        .containsExactly(GetCallRequest.newBuilder().setCallSessionId("session").build());
  }

  @Test
  void anIdThatDoesNotSayWhatItIsIsLookedForAsEach() {
    assertThat(run("call", "show", "session")).isZero();

    assertThat(requests)
        .extracting(GetCallRequest::getIdCase)
        .containsExactly(
            GetCallRequest.IdCase.CALL_CONTROL_ID,
            GetCallRequest.IdCase.CALL_LEG_ID,
            GetCallRequest.IdCase.CALL_SESSION_ID);
  }

  @Test
  void aCallThatIsNotThereIsAFailureInOneLine() {
    assertThat(run("call", "show", "nothing")).isEqualTo(1);
    assertThat(run("call", "watch", "--leg", "nothing")).isEqualTo(1);

    assertThat(err.toString().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("NOT_FOUND"));
  }

  @Test
  void exactlyOneIdIsNeeded() {
    assertThat(run("call", "show")).isEqualTo(2);
    assertThat(run("call", "show", "a", "--leg=b")).isEqualTo(2);
  }

  @Test
  void aWatchPrintsEachMessageButHeartbeatsAndEndsWithTheStream() {
    assertThat(run("call", "watch", "leg")).isZero();

    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("{\"cursor\":\"c1\",\"snapshot\":{\"calls\":[{"),
            line -> assertThat(line).startsWith("{\"cursor\":\"c2\",\"event\":{\"id\":\"e\""),
            line -> assertThat(line).startsWith("{\"cursor\":\"c2\",\"call\":{"),
            line -> assertThat(line).startsWith("{\"cursor\":\"c4\",\"goodbye\":{"));
    assertThat(err.toString()).contains("REASON_DRAINING");
  }

  private int run(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--address=127.0.0.1:" + server.getPort());
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private final class OneCall extends CallsServiceImplBase {
    @Override
    public void getCall(GetCallRequest request, StreamObserver<GetCallResponse> observer) {
      requests.add(request);
      if (request.getCallLegId().equals("leg") || request.getCallSessionId().equals("session")) {
        observer.onNext(GetCallResponse.newBuilder().addCalls(CALL).setCursor("c1").build());
        observer.onCompleted();
      } else {
        observer.onError(Status.NOT_FOUND.withDescription("no such call").asRuntimeException());
      }
    }

    @Override
    public void watchCall(WatchCallRequest request, StreamObserver<WatchCallResponse> observer) {
      assertThat(request.getCallLegId()).isEqualTo("leg");
      observer.onNext(message("c1").setSnapshot(CallSnapshot.newBuilder().addCalls(CALL)).build());
      observer.onNext(message("c2").setEvent(Event.newBuilder().setId("e")).build());
      observer.onNext(message("c2").setCall(CALL).build());
      observer.onNext(message("c3").setCheckpoint(Checkpoint.getDefaultInstance()).build());
      observer.onNext(
          message("c4")
              .setGoodbye(Goodbye.newBuilder().setReason(Goodbye.Reason.REASON_DRAINING))
              .build());
      observer.onCompleted();
    }

    private static WatchCallResponse.Builder message(String cursor) {
      return WatchCallResponse.newBuilder().setCursor(cursor);
    }
  }
}
