package dev.voicemedia.gateway.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of addresses, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. */
public final class Cidr {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

  private final byte[] network;
  private final int bits;
  private final String text;

  private Cidr(byte[] network, int bits, String text) {
    this.network = network;
    this.bits = bits;
    this.text = text;
  }

  /**
   * Reads a range, or an address as the range of itself.
   *
   * @throws IllegalArgumentException with the text and what was expected
   */
  public static Cidr parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (parts.matches()) {
      try {
        byte[] network = InetAddress.getByName(parts.group(1)).getAddress();
        int longest = network.length * Byte.SIZE;
        int bits = parts.group(2) == null ? longest : Integer.parseInt(parts.group(2));
        if (bits <= longest && Arrays.equals(network, masked(network, bits))) {
          return new Cidr(network, bits, text);
        }
      } catch (UnknownHostException e) {
        // Reported below.
      }
    }
    throw new IllegalArgumentException(
        text + ", expected an address or a range such as 10.0.0.0/8, zero after its prefix");
  }

  /**
   * Reads an address, without looking up a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static InetAddress address(String text) {
    Matcher parts = FORM.matcher(text);
    try {
      if (parts.matches() && parts.group(2) == null) {
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException e) {
      // Reported below.
    }
    throw new IllegalArgumentException(text + ", expected an address");
  }

  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == network.length && Arrays.equals(network, masked(bytes, bits));
  }

  @Override
  public String toString() {
    return text;
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.min(Byte.SIZE, Math.max(0, bits - i * Byte.SIZE));
      masked[i] = (byte) (address[i] & (0xff << (Byte.SIZE - kept)));
    }
    return masked;
  }
}
