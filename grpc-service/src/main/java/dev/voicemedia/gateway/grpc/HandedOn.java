package dev.voicemedia.gateway.grpc;

import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gives a call that another port of this process hands on the address of its client, as if it had
 * come from there: so limits, refusals and their audit are the client's. The address travels in a
 * header that has no form in bytes, and is looked for on calls from this process alone: whatever a
 * network brings under that name is nobody's address.
 */
final class HandedOn implements ServerInterceptor {
  private static final Metadata.Key<SocketAddress> CLIENT =
      Metadata.Key.of("voicemedia-client-bin", new InMemory());

  /** Headers of a call that a client at this address has made. */
  static Metadata from(InetSocketAddress client) {
    Metadata headers = new Metadata();
    headers.put(CLIENT, client);
    return headers;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    SocketAddress client = headers.get(CLIENT);
    if (client == null || client == Nobody.ADDRESS) {
      throw new IllegalStateException("a call of this process has the address of its client");
    }
    Attributes attributes =
        call.getAttributes().toBuilder().set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, client).build();
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public Attributes getAttributes() {
            return attributes;
          }
        },
        headers);
  }

  /** Passes the object itself. */
  private static final class InMemory implements Metadata.BinaryStreamMarshaller<SocketAddress> {
    @Override
    public InputStream toStream(SocketAddress client) {
      return new Holder(client);
    }

    @Override
    public SocketAddress parseStream(InputStream stream) {
      return stream instanceof Holder holder ? holder.client : Nobody.ADDRESS;
    }
  }

  /** Without a byte to read. */
  private static final class Holder extends InputStream {
    private final SocketAddress client;

    Holder(SocketAddress client) {
      this.client = client;
    }

    @Override
    public int read() {
      return -1;
    }
  }

  /** What bytes stand for. */
  private static final class Nobody extends SocketAddress {
    private static final long serialVersionUID = 1L;
    static final Nobody ADDRESS = new Nobody();

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }
}
