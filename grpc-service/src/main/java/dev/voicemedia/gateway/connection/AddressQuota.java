package dev.voicemedia.gateway.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** A number of places, of which one address can have a share. */
public final class AddressQuota {
  private final int all;
  private final int perAddress;
  private final Predicate<InetAddress> exempt;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<InetAddress, Integer> taken = new HashMap<>();

  @GuardedBy("lock")
  private int sum;

  /**
   * @param exempt addresses that may have more than a share
   */
  public AddressQuota(int all, int perAddress, Predicate<InetAddress> exempt) {
    this.all = all;
    this.perAddress = perAddress;
    this.exempt = exempt;
  }

  /** Takes a place; returns whether there was one. */
  public boolean take(InetAddress address) {
    boolean shares = !exempt.test(address);
    synchronized (lock) {
      int ofAddress = taken.getOrDefault(address, 0);
      if (sum >= all || (shares && ofAddress >= perAddress)) {
        return false;
      }
      taken.put(address, ofAddress + 1);
      sum++;
      return true;
    }
  }

  /** Gives a place back that was taken. */
  public void giveBack(InetAddress address) {
    synchronized (lock) {
      taken.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
      sum--;
    }
  }
}
