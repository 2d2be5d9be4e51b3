package dev.voicemedia.gateway.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where calls come from, as far as limits go: an IPv4 address, or the /64 of an IPv6 address, since
 * whoever has one address of it has them all.
 *
 * @param text address, or network with its length
 */
public record Source(String text) {
  private static final int NETWORK_BYTES = 8;

  /** Of a caller that came by no network. */
  public static final Source LOCAL = new Source("in-process");

  /** More sources than are counted one by one. */
  static final Source OTHERS = new Source("others");

  public static Source of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length <= NETWORK_BYTES) {
      return new Source(address.getHostAddress());
    }
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return new Source(InetAddress.getByAddress(bytes).getHostAddress() + "/64");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
