package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.testing.VirtualTimer;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final List<String> SERVICES =
      List.of(
          "",
          "voicemedia.v1.MediaActionsService",
          "voicemedia.v1.CallControlService",
          "voicemedia.v1.CallsService",
          "voicemedia.v1.OperationsService",
          "voicemedia.v1.RecordingsService",
          "voicemedia.v1.WebhookEventsService");

  private final VirtualTimer timer = new VirtualTimer();
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final AtomicBoolean feed = new AtomicBoolean(true);
  private final Health health = new Health();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(health.service())
            .build()
            .start();
    channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void nothingServesBeforeTheGatewayIsReady() {
    assertThat(SERVICES).allMatch(service -> check(service) == ServingStatus.NOT_SERVING);

    health.follow(ready::get, feed::get, timer);

    assertThat(SERVICES).allMatch(service -> check(service) == ServingStatus.SERVING);
  }

  @Test
  void healthFollowsReadinessThereAndBackAndWatchersSeeIt() {
    health.follow(ready::get, feed::get, timer);
    Iterator<HealthCheckResponse> watch =
        HealthGrpc.newBlockingStub(channel)
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .watch(HealthCheckRequest.getDefaultInstance());
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);

    ready.set(false);
    timer.advance(SOON);
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(SERVICES).allMatch(service -> check(service) == ServingStatus.NOT_SERVING);

    ready.set(true);
    timer.advance(SOON);
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void whileTheLogIsBeingBuiltHereTheFeedAloneDoesNotServe() {
    String events = "voicemedia.v1.WebhookEventsService";
    feed.set(false);

    health.follow(ready::get, feed::get, timer);

    assertThat(SERVICES)
        .allMatch(
            service ->
                check(service)
                    == (service.equals(events)
                        ? ServingStatus.NOT_SERVING
                        : ServingStatus.SERVING));
    feed.set(true);
    timer.advance(SOON);
    assertThat(check(events)).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void afterItsEndNothingServesAgain() {
    health.follow(ready::get, feed::get, timer);
    health.close();
    timer.advance(SOON);

    assertThat(SERVICES).allMatch(service -> check(service) == ServingStatus.NOT_SERVING);
    assertThat(timer.pending()).isZero();
  }

  @Test
  void listNamesEveryServiceWithItsStatus() {
    assertThat(list()).isEqualTo(statuses(2));

    health.follow(ready::get, feed::get, timer);

    assertThat(list()).isEqualTo(statuses(1));
  }

  private ServingStatus check(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  /** The bytes of the answer, as grpc-java has no class for them. */
  private String list() {
    Bytes bytes = new Bytes();
    return ClientCalls.blockingUnaryCall(
        channel,
        MethodDescriptor.<String, String>newBuilder(bytes, bytes)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/List")
            .build(),
        CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
        "");
  }

  /** map&lt;string, HealthCheckResponse&gt; statuses = 1, as the protocol's own file has it. */
  private static String statuses(int status) {
    StringBuilder bytes = new StringBuilder();
    for (String service : SERVICES) {
      String entry =
          (char) 0x0a + "" + (char) service.length() + service + "\u0012\u0002\b" + (char) status;
      bytes.append((char) 0x0a).append((char) entry.length()).append(entry);
    }
    return bytes.toString();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String bytes) {
      return new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String parse(InputStream bytes) {
      try {
        return new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
