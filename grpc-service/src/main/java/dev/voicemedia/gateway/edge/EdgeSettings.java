package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.access.TlsFiles;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings of the HTTP edge.
 *
 * @param tls empty for plain text
 * @param allowedHosts names, without a port, that requests may be for beside those of loopback
 * @param allowedOrigins of pages that may call, such as {@code https://app.example.com}
 * @param simulator control API of a simulated Telnyx that the console may steer; empty for none
 */
public record EdgeSettings(
    InetSocketAddress address,
    Optional<TlsFiles> tls,
    List<String> allowedHosts,
    List<String> allowedOrigins,
    Optional<URI> simulator) {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

  public EdgeSettings {
    allowedHosts = allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    allowedOrigins = List.copyOf(allowedOrigins);
    for (String host : allowedHosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "allowed host: " + host + ", expected a name or an address without a port");
      }
    }
    for (String origin : allowedOrigins) {
      if (!isOrigin(origin)) {
        throw new IllegalArgumentException(
            "allowed origin: " + origin + ", expected one such as https://app.example.com");
      }
    }
  }

  /** Settings without a simulated Telnyx. */
  public EdgeSettings(
      InetSocketAddress address,
      Optional<TlsFiles> tls,
      List<String> allowedHosts,
      List<String> allowedOrigins) {
    this(address, tls, allowedHosts, allowedOrigins, Optional.empty());
  }

  /** The same, for a gateway whose Telnyx is simulated. */
  public EdgeSettings steering(URI controlApi) {
    return new EdgeSettings(address, tls, allowedHosts, allowedOrigins, Optional.of(controlApi));
  }

  /**
   * Whether this is what a browser sends: a scheme, a host, and a port other than its usual one.
   */
  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      return uri.getHost() != null
          && ("https".equals(scheme) || "http".equals(scheme))
          && uri.getPort() != ("https".equals(scheme) ? 443 : 80)
          && text.equals(text.toLowerCase(Locale.ROOT))
          && text.equals(scheme + "://" + uri.getRawAuthority())
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
