package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.access.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Address that a request comes from. X-Forwarded-For is read from its end, and no further than the
 * proxies are trusted: what stands before the first address of somebody else is their claim.
 */
final class ClientAddress {
  private final List<Cidr> trustedProxies;

  ClientAddress(List<Cidr> trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  InetAddress of(Request request) {
    InetAddress peer =
        request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
            ? remote.getAddress()
            : InetAddress.getLoopbackAddress();
    return isTrusted(peer)
        ? of(peer, request.getHeaders().getCSV(HttpHeader.X_FORWARDED_FOR, false))
        : peer;
  }

  /**
   * @param forwarded the client first, if everybody is honest
   */
  InetAddress of(InetAddress peer, List<String> forwarded) {
    InetAddress nearest = peer;
    List<String> left = new ArrayList<>(forwarded);
    while (isTrusted(nearest) && !left.isEmpty()) {
      try {
        nearest = Cidr.address(left.remove(left.size() - 1).strip());
      } catch (IllegalArgumentException e) {
        break; // a proxy that hides addresses, or one that should not be trusted
      }
    }
    return nearest;
  }

  boolean isTrusted(InetAddress address) {
    return trustedProxies.stream().anyMatch(range -> range.contains(address));
  }
}
