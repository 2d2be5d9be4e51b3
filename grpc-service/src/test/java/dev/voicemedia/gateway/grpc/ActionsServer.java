package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.voicemedia.gateway.config.ApiKey;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.SystemTimer;
import dev.voicemedia.gateway.upstream.Timer;
import dev.voicemedia.v1.MediaActionsProto;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

/** The media actions behind a real gRPC port, and a client of them. */
final class ActionsServer implements AutoCloseable {
  static final String API_KEY = "KEY0123456789_notForAnyEyes";

  /** One for all, since compiling the rules takes a while. */
  static final RequestValidator VALIDATOR =
      new RequestValidator(methods().stream().map(MethodDescriptor::getInputType).toList());

  private final Server server;
  private final ManagedChannel channel;

  ActionsServer(URI telnyx, Timer timer) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    CommandSender sender = new CommandSender(http, telnyx, new ApiKey(API_KEY), timer);
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(
                  new MediaActionsService(new ActionRunner(VALIDATOR, sender, new ErrorMapper())))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  static ActionsServer of(FakeTelnyx telnyx) {
    return new ActionsServer(telnyx.baseUrl(), new SystemTimer());
  }

  static List<MethodDescriptor> methods() {
    return MediaActionsProto.getDescriptor().getServices().get(0).getMethods();
  }

  ManagedChannel channel() {
    return channel;
  }

  MediaActionsServiceBlockingStub stub() {
    return MediaActionsServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
