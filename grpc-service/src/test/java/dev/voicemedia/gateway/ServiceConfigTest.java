package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.GetEventResponse;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.ListEventsResponse;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceImplBase;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceBlockingStub;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients/service-config.json makes a client do; the Go client has the same test. */
final class ServiceConfigTest {
  private static final Path CONFIG = Path.of("../clients/service-config.json");

  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private final HealthStatusManager health = new HealthStatusManager();
  private int failures;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  @SuppressWarnings("unchecked")
  void start() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Events())
            .addService(new Actions())
            .addService(health.getHealthService())
            .build()
            .start();
    channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .defaultServiceConfig(
                (Map<String, ?>)
                    doubles(new ObjectMapper().readValue(CONFIG.toFile(), LinkedHashMap.class)))
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void readsAreRetried() {
    failures = 2;

    assertThat(events().listEvents(ListEventsRequest.getDefaultInstance())).isNotNull();
    assertThat(events().getEvent(GetEventRequest.getDefaultInstance())).isNotNull();

    assertThat(attempts).containsOnly(Map.entry("ListEvents", 3), Map.entry("GetEvent", 3));
  }

  @Test
  void actionsAndStreamsAreNot() {
    failures = 1;

    assertThat(codeOf(() -> actions().speak(SpeakRequest.getDefaultInstance())))
        .isEqualTo(Code.UNAVAILABLE);
    assertThat(codeOf(() -> events().subscribe(SubscribeRequest.getDefaultInstance()).hasNext()))
        .isEqualTo(Code.UNAVAILABLE);

    assertThat(attempts).containsOnly(Map.entry("Speak", 1), Map.entry("Subscribe", 1));
  }

  @Test
  void aGatewayThatIsNotServingGetsNothingUntilItIs() {
    health.setStatus("", ServingStatus.NOT_SERVING);
    assertThat(codeOf(() -> actions().speak(SpeakRequest.getDefaultInstance())))
        .isEqualTo(Code.UNAVAILABLE);
    assertThat(attempts).isEmpty();

    health.setStatus("", ServingStatus.SERVING);
    assertThat(actions().withWaitForReady().speak(SpeakRequest.getDefaultInstance())).isNotNull();
  }

  private MediaActionsServiceBlockingStub actions() {
    return MediaActionsServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private WebhookEventsServiceBlockingStub events() {
    return WebhookEventsServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private static Code codeOf(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode();
  }

  /** The config as gRPC for Java wants it: every number is a Double. */
  private static Object doubles(Object value) {
    if (value instanceof Map<?, ?> object) {
      Map<String, Object> copy = new LinkedHashMap<>();
      object.forEach((name, member) -> copy.put((String) name, doubles(member)));
      return copy;
    }
    if (value instanceof Iterable<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(member -> copy.add(doubles(member)));
      return copy;
    }
    return value instanceof Number number ? (Object) number.doubleValue() : value;
  }

  private <T> void answer(String method, T response, StreamObserver<T> observer) {
    if (attempts.merge(method, 1, Integer::sum) <= failures) {
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
    } else {
      observer.onNext(response);
      observer.onCompleted();
    }
  }

  private final class Events extends WebhookEventsServiceImplBase {
    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
      answer("ListEvents", ListEventsResponse.getDefaultInstance(), observer);
    }

    @Override
    public void getEvent(GetEventRequest request, StreamObserver<GetEventResponse> observer) {
      answer("GetEvent", GetEventResponse.getDefaultInstance(), observer);
    }

    @Override
    public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> observer) {
      answer("Subscribe", SubscribeResponse.getDefaultInstance(), observer);
    }
  }

  private final class Actions extends MediaActionsServiceImplBase {
    @Override
    public void speak(SpeakRequest request, StreamObserver<SpeakResponse> observer) {
      answer("Speak", SpeakResponse.getDefaultInstance(), observer);
    }
  }
}
