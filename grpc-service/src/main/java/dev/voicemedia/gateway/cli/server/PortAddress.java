package dev.voicemedia.gateway.cli.server;

import java.net.InetSocketAddress;

/** Address of a port, out of two settings. */
final class PortAddress {
  private PortAddress() {}

  /**
   * Resolves an address.
   *
   * @param option that sets the port; the one of the host is named like it
   * @throws ConfigException naming the setting that is wrong
   */
  static InetSocketAddress of(String option, String host, int port) throws ConfigException {
    if (port < 0 || port > 65_535) {
      throw new ConfigException(option + ": " + port + ", expected 0 to 65535");
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ConfigException(
          option.replace("port", "host") + ": cannot resolve " + host + ", expected an address");
    }
    return address;
  }
}
