package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.connection.AddressQuota;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.testing.VirtualTimer;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of the gRPC port, with a real port, in front of a service that does little. */
class GrpcLimitsTest {
  private static final int CALLS = 3;

  private final VirtualTimer timer = new VirtualTimer();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new HealthStatusManager().getHealthService())
            .intercept(new RequestTimeLimit(timer))
            .intercept(new CallLimiter(new AddressQuota(100, CALLS, address -> false)))
            .addTransportFilter(
                new ConnectionLimiter(new ConnectionLimits(10, 2, 1, address -> false), metrics))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
  }

  @Test
  void aCallWhoseRequestDoesNotComeIsEnded() {
    ManagedChannel channel = connect();
    CompletableFuture<Status> ended = callWithoutRequest(channel);
    await().until(() -> timer.pending() == 1);
    assertThat(ended).isNotDone();

    timer.advance(RequestTimeLimit.LIMIT);

    Status status = ended.join();
    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(status.getDescription()).contains("request: incomplete 10 s after its headers");
  }

  @Test
  void aCallWhoseRequestHasComeIsNotEnded() {
    ManagedChannel channel = connect();
    HealthGrpc.newBlockingStub(channel).watch(HealthCheckRequest.getDefaultInstance()).next();

    assertThat(timer.pending()).isZero();
  }

  @Test
  void callsBeyondTheShareOfAnAddressAreRefusedUntilOthersEnd() {
    ManagedChannel channel = connect();
    List<CompletableFuture<Status>> open = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      open.add(callWithoutRequest(channel));
    }
    await().until(() -> timer.pending() == CALLS);

    assertThatThrownBy(() -> check(channel))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("RESOURCE_EXHAUSTED: as many calls are open");
    timer.advance(RequestTimeLimit.LIMIT);
    open.forEach(CompletableFuture::join);
    // The client knows it before the server has given the places back.
    await()
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .untilAsserted(() -> check(channel));
  }

  @Test
  void connectionsBeyondTheShareOfAnAddressAreClosedUntilOthersClose() {
    ManagedChannel first = connect();
    check(first);
    check(connect());

    ManagedChannel third = connect();
    assertThatThrownBy(() -> check(third))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            // INTERNAL when the call was on the connection before that was closed
            e ->
                assertThat(e.getStatus().getCode())
                    .isIn(Status.Code.UNAVAILABLE, Status.Code.INTERNAL));
    assertThat(metrics.get("voicemedia.connections.refused").counter().count()).isPositive();
    check(first);

    first.shutdownNow();
    // The third may be back before the server knows that the first has gone.
    await()
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .untilAsserted(
            () -> {
              third.resetConnectBackoff();
              check(third);
            });
  }

  private ManagedChannel connect() {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
    channels.add(channel);
    return channel;
  }

  private static void check(ManagedChannel channel) {
    HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }

  /** Sends the headers of a call and nothing more. */
  private static CompletableFuture<Status> callWithoutRequest(ManagedChannel channel) {
    CompletableFuture<Status> ended = new CompletableFuture<>();
    ClientCall<HealthCheckRequest, HealthCheckResponse> call =
        channel.newCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.sendMessage(HealthCheckRequest.getDefaultInstance());
    return ended;
  }
}
