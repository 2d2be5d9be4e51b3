package dev.voicemedia.gateway.cli.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Address of a gateway's gRPC port. */
record GatewayAddress(String host, int port) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]):([0-9]{1,5})");

  /**
   * Reads {@code HOST:PORT}, an IPv6 address being in brackets, and looks the host up, so that a
   * misspelt one is reported at once.
   *
   * @throws IllegalArgumentException with the text, and what was expected
   */
  static GatewayAddress parse(String text) {
    Matcher parts = HOST_AND_PORT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(text + ", expected HOST:PORT, such as 127.0.0.1:50051");
    }
    int port = Integer.parseInt(parts.group(2));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(text + ", expected a port from 1 to 65535");
    }
    String host = parts.group(1);
    try {
      InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + ", expected a host that can be resolved", e);
    }
    return new GatewayAddress(host, port);
  }
}
