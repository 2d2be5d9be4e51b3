package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.time.DaemonThreads;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The gateway that a command calls. */
final class ClientOptions {
  /** An unanswered ping reveals a gateway whose host is gone. */
  private static final int PING_EVERY_SECONDS = 30;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:VOICEMEDIA_ADDRESS}",
      description = "gRPC address of the gateway [VOICEMEDIA_ADDRESS] (default: ${DEFAULT-VALUE})")
  String address = GatewayConfig.LOOPBACK + ":" + GatewayConfig.GRPC_PORT;

  @Mixin ClientSecurity security = new ClientSecurity();

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * Opens a channel to the gateway; it connects with the first call.
   *
   * @throws ParameterException if the address is malformed or its host unknown
   */
  ManagedChannel connect() {
    try {
      GatewayAddress gateway = GatewayAddress.parse(address);
      // One thread of its own, of Java's sockets: gRPC's shared ones unpack a native library at the
      // start and linger at the end.
      return NettyChannelBuilder.forAddress(gateway.host(), gateway.port(), security.credentials())
          .intercept(security.token())
          .channelType(NioSocketChannel.class, InetSocketAddress.class)
          .eventLoopGroup(
              new MultiThreadIoEventLoopGroup(
                  1, DaemonThreads.named("client"), NioIoHandler.newFactory()))
          .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--address: " + e.getMessage(), e);
    }
  }
}
