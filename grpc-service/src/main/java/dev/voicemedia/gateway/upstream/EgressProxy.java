package dev.voicemedia.gateway.upstream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy on the way out to Telnyx, as {@code HTTPS_PROXY} and {@code NO_PROXY} name it. It
 * is asked for a tunnel, for {@code https://} alone.
 *
 * @param address host and port of the proxy; null for none
 * @param exceptions hosts that are reached directly: a name with all names below it, an address, or
 *     {@code *} for all
 */
public record EgressProxy(@Nullable InetSocketAddress address, List<String> exceptions) {
  public static final EgressProxy NONE = new EgressProxy(null, List.of());

  private static final int DEFAULT_PORT = 80;

  public EgressProxy {
    exceptions = List.copyOf(exceptions);
  }

  /**
   * Reads the values of the variables.
   *
   * @param httpsProxy {@code http://host:port} or {@code host:port}; empty for none
   * @param noProxy names and addresses, separated by commas
   * @throws IllegalArgumentException for a proxy of another kind, and one that wants credentials
   */
  public static EgressProxy of(String httpsProxy, String noProxy) {
    if (httpsProxy.isBlank()) {
      return NONE;
    }
    URI proxy = parse(httpsProxy.strip());
    if (proxy.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "holds credentials, expected http://host:port: a proxy that asks for them is not"
              + " supported");
    } else if (!"http".equalsIgnoreCase(proxy.getScheme()) || proxy.getHost() == null) {
      throw new IllegalArgumentException(httpsProxy + ", expected http://host:port");
    }
    return new EgressProxy(
        InetSocketAddress.createUnresolved(
            proxy.getHost(), proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort()),
        Arrays.stream(noProxy.split(",", -1))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .toList());
  }

  /** Whether requests to this URL go through the proxy. */
  boolean appliesTo(URI url) {
    return address != null
        && "https".equalsIgnoreCase(url.getScheme())
        && exceptions.stream().noneMatch(name -> covers(name, url));
  }

  /** For an HTTP client; empty if there is no proxy, so that the client's own settings hold. */
  Optional<ProxySelector> selector() {
    return address == null ? Optional.empty() : Optional.of(new Selector());
  }

  /** The proxy as host:port; empty without one. */
  String label() {
    return address == null ? "" : address.getHostString() + ":" + address.getPort();
  }

  private static boolean covers(String exception, URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    int port = url.getPort() < 0 ? 443 : url.getPort();
    String name = exception.startsWith("*.") ? exception.substring(2) : exception;
    if (name.endsWith(":" + port)) {
      name = name.substring(0, name.length() - (":" + port).length());
    }
    name = name.startsWith(".") ? name.substring(1) : name;
    return name.equals("*") || host.equals(name) || host.endsWith("." + name);
  }

  private static URI parse(String text) {
    try {
      return new URI(text.contains("://") ? text : "http://" + text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not a URL, expected http://host:port", e);
    }
  }

  private final class Selector extends ProxySelector {
    @Override
    public List<Proxy> select(URI url) {
      InetSocketAddress at = address;
      // Resolved anew each time, as the proxy may move.
      return at != null && appliesTo(url)
          ? List.of(
              new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.getHostString(), at.getPort())))
          : List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI url, SocketAddress at, IOException failure) {
      // The failure of the request says so.
    }
  }
}
