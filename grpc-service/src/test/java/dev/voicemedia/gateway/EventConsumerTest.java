package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.v1.Gap;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The consumer that the documentation shows does what it says, and is what it shows. */
class EventConsumerTest {
  private static final Path PAGE = Path.of("../docs/consuming-events.md");
  private static final Path SOURCE =
      Path.of("src/test/java/dev/voicemedia/gateway/EventConsumer.java");

  private final Queue<Consumer<StreamObserver<SubscribeResponse>>> streams =
      new ConcurrentLinkedQueue<>();
  private final List<String> startedAt = new ArrayList<>();
  private final List<String> saved = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private final List<Long> delays = new ArrayList<>();

  @Test
  void itResumesBehindWhatItHasSavedUntilAPersonMustDecide() throws Exception {
    streams.add(
        stream -> {
          stream.onNext(event("c1"));
          stream.onNext(event("c2"));
          stream.onError(Status.UNAVAILABLE.asRuntimeException());
        });
    streams.add(stream -> stream.onError(Status.UNAVAILABLE.asRuntimeException()));
    streams.add(
        stream -> {
          stream.onNext(message("c5").setGap(Gap.newBuilder().setUpTo("c5")).build());
          stream.onNext(event("c6"));
          stream.onNext(message("c7").setGoodbye(Goodbye.getDefaultInstance()).build());
          stream.onCompleted();
        });
    streams.add(stream -> stream.onError(Status.OUT_OF_RANGE.asRuntimeException()));

    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Scripted())
            .build()
            .start();
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
    try {
      assertThatThrownBy(() -> new EventConsumer(channel, new Memory(), delays::add).run())
          .hasMessageContaining("OUT_OF_RANGE");
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }

    assertThat(startedAt).containsExactly("", "c2", "c2", "c7");
    assertThat(saved).containsExactly("c1", "c2", "c5", "c6", "c7");
    assertThat(gaps).containsExactly("c5");
    assertThat(delays).containsExactly(100L, 200L, 100L);
  }

  @Test
  void theDocumentationShowsItAsItIs() throws Exception {
    String source = Files.readString(SOURCE);
    String shown =
        source
            .substring(source.indexOf("  // begin\n") + 11, source.indexOf("  // end\n"))
            .indent(-2);

    assertThat(Files.readString(PAGE)).contains("```java\n" + shown + "```\n");
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
      startedAt.add(request.getAfter());
      streams.remove().accept(observer);
    }
  }

  private final class Memory implements EventConsumer.Store {
    @Override
    public String cursor() {
      return saved.isEmpty() ? "" : saved.get(saved.size() - 1);
    }

    @Override
    public void save(SubscribeResponse message) {
      saved.add(message.getCursor());
    }

    @Override
    public void gap(SubscribeResponse message) {
      gaps.add(message.getCursor());
    }
  }
}
