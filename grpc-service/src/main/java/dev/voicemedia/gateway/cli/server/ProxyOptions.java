package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.upstream.EgressProxy;
import picocli.CommandLine.Option;

/** The proxy on the way to Telnyx, from the variables that other programs read, too. */
final class ProxyOptions {
  @Option(
      names = "--https-proxy",
      paramLabel = "URL",
      defaultValue = "${env:HTTPS_PROXY}",
      description =
          "proxy that requests to an https:// API go through, as http://host:port [HTTPS_PROXY]"
              + " (default: none)")
  String httpsProxy = "";

  @Option(
      names = "--no-proxy",
      paramLabel = "HOST[,HOST]",
      defaultValue = "${env:NO_PROXY}",
      description =
          "hosts that are reached without the proxy, each with all names below it, or * [NO_PROXY]"
              + " (default: none)")
  String noProxy = "";

  /**
   * @throws ConfigException if the gateway cannot use such a proxy
   */
  EgressProxy toProxy() throws ConfigException {
    try {
      return EgressProxy.of(httpsProxy, noProxy);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("HTTPS_PROXY: " + e.getMessage());
    }
  }
}
