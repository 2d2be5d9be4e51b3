package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.connection.AddressQuota;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Closes new connections while as many are open as may be, in all or from their address. */
final class ConnectionLimiter extends ServerTransportFilter {
  private static final Attributes.Key<InetAddress> COUNTED =
      Attributes.Key.create("dev.voicemedia.gateway.counted-address");

  private final AddressQuota quota;
  private final Counter refused;

  ConnectionLimiter(ConnectionLimits limits, MeterRegistry metrics) {
    quota = new AddressQuota(limits.all(), limits.perAddress(), limits.exempt());
    refused =
        Counter.builder("voicemedia.connections.refused")
            .description("Connections closed because there were too many, in all or per address")
            .tag("port", "grpc")
            .register(metrics);
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    InetAddress address = addressOf(transport);
    if (address == null) {
      return transport;
    }
    if (!quota.take(address)) {
      refused.increment();
      // The way to have it closed.
      throw Status.RESOURCE_EXHAUSTED.withDescription("too many connections").asRuntimeException();
    }
    return transport.toBuilder().set(COUNTED, address).build();
  }

  @Override
  public void transportTerminated(@Nullable Attributes transport) {
    InetAddress address = transport == null ? null : transport.get(COUNTED);
    if (address != null) {
      quota.giveBack(address);
    }
  }

  /** Null for what is no TCP. */
  static @Nullable InetAddress addressOf(Attributes transport) {
    return transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress remote
        ? remote.getAddress()
        : null;
  }
}
