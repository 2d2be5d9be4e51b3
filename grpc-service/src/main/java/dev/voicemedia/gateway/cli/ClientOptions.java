package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.time.DaemonThreads;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Which gateway a client command talks to. */
final class ClientOptions {
  /** A gateway whose host is gone is noticed by an unanswered ping. */
  private static final int PING_EVERY_SECONDS = 30;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:VOICEMEDIA_ADDRESS:-127.0.0.1:50051}",
      description = "gRPC address of the gateway [VOICEMEDIA_ADDRESS] (default: 127.0.0.1:50051)")
  String address;

  /**
   * @throws ConfigException if the address is none
   */
  ManagedChannel connect() throws ConfigException {
    try {
      // One thread of its own, of Java's sockets: gRPC's shared ones unpack a native library at the
      // start and linger at the end, which is a third of what a command takes.
      return NettyChannelBuilder.forTarget(address, InsecureChannelCredentials.create())
          .channelType(NioSocketChannel.class, InetSocketAddress.class)
          .eventLoopGroup(new MultiThreadIoEventLoopGroup(
                  1, DaemonThreads.named("client"), NioIoHandler.newFactory()))
          .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--address: " + address + ", expected HOST:PORT");
    }
  }
}
