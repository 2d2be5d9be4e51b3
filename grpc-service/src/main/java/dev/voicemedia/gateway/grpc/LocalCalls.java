package dev.voicemedia.gateway.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The gateway's methods for another port of this process, which has messages in their encoded form:
 * the same services behind the same interceptors, over no network.
 */
public final class LocalCalls {
  private static final Marshaller<byte[]> BYTES = new Bytes();

  private final Map<String, Served> methods = new HashMap<>();
  private final Server server;
  private final ManagedChannel channel;
  private final Runnable goodbye;

  /**
   * @param server that serves them at the address
   * @param executor of the listeners of calls
   * @param goodbye ends streams, and has health say so
   */
  LocalCalls(
      List<LocalMethod> served,
      Server server,
      SocketAddress address,
      Executor executor,
      Runnable goodbye) {
    served.forEach(method -> methods.put(method.name(), Served.of(method)));
    this.server = server;
    this.channel = InProcessChannelBuilder.forAddress(address).executor(executor).build();
    this.goodbye = goodbye;
  }

  /**
   * A method that is served.
   *
   * @param name full name
   */
  public Optional<LocalMethod> method(String name) {
    return Optional.ofNullable(methods.get(name)).map(Served::method);
  }

  /** Headers of a call that a client at this address has made. */
  public static Metadata headersFrom(InetSocketAddress client) {
    return HandedOn.from(client);
  }

  /**
   * A call, not yet started, of encoded messages.
   *
   * @param method one that is served
   */
  public ClientCall<byte[], byte[]> call(LocalMethod method, CallOptions options) {
    Served served = methods.get(method.name());
    if (served == null) {
      throw new IllegalArgumentException("method: " + method.name() + ", expected one served here");
    }
    return channel.newCall(served.raw(), options);
  }

  /** Says goodbye to streams, to those that are opened from now on as well. */
  public void drain() {
    goodbye.run();
  }

  Server server() {
    return server;
  }

  void close() {
    channel.shutdownNow();
  }

  private record Served(LocalMethod method, MethodDescriptor<byte[], byte[]> raw) {
    static Served of(LocalMethod method) {
      return new Served(
          method,
          MethodDescriptor.newBuilder(BYTES, BYTES)
              .setFullMethodName(method.name())
              .setType(method.unary() ? MethodType.UNARY : MethodType.SERVER_STREAMING)
              .build());
    }
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        if (stream instanceof KnownLength) { // without the buffers for a stream of any length
          byte[] message = new byte[stream.available()];
          int read = stream.readNBytes(message, 0, message.length);
          return read == message.length ? message : Arrays.copyOf(message, read);
        }
        return stream.readAllBytes();
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("the message cannot be read")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
