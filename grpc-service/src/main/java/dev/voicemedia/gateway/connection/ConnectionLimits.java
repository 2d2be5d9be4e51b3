package dev.voicemedia.gateway.connection;

import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * How many connections a port serves, and what one of them may carry.
 *
 * @param all connections at a time; more than 0
 * @param perAddress how many of them may come from one address; from 1 to all
 * @param streamsPerConnection gRPC calls and streams at a time on one connection; more than 0
 * @param exempt addresses that many clients come from, such as a proxy's: the limit per address is
 *     not for them
 */
public record ConnectionLimits(
    int all, int perAddress, int streamsPerConnection, Predicate<InetAddress> exempt) {
  public static final ConnectionLimits DEFAULTS =
      new ConnectionLimits(4096, 2048, 1000, address -> false);

  public ConnectionLimits {
    if (all < 1) {
      throw new IllegalArgumentException("connections: " + all + ", expected 1 or more");
    }
    if (perAddress < 1 || perAddress > all) {
      throw new IllegalArgumentException(
          "connections per address: " + perAddress + ", expected 1 to " + all);
    }
    if (streamsPerConnection < 1) {
      throw new IllegalArgumentException(
          "streams per connection: " + streamsPerConnection + ", expected 1 or more");
    }
  }

  /** These, with other addresses that are exempt. */
  public ConnectionLimits exempting(Predicate<InetAddress> addresses) {
    return new ConnectionLimits(all, perAddress, streamsPerConnection, addresses);
  }
}
