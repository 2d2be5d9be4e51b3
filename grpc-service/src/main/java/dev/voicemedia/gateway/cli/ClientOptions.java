package dev.voicemedia.gateway.cli;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
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
      return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
          .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--address: " + address + ", expected HOST:PORT");
    }
  }
}
