package dev.voicemedia.gateway.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Open connections by address, and which of them to close when there are too many: of the address
 * that has most, the one whose last request is the longest ago. So an address that floods the port
 * closes its own.
 */
public final class ConnectionTable {
  private final ConnectionLimits limits;
  private final Runnable onSurplus;
  private final Object lock = new Object();

  /** The connections of an address are in the order of their last requests. */
  @GuardedBy("lock")
  private final Map<InetAddress, Set<Connection>> open = new HashMap<>();

  /** Addresses that they were added with: one that is closed does not tell its address. */
  @GuardedBy("lock")
  private final Map<Connection, InetAddress> addresses = new HashMap<>();

  /**
   * @param onSurplus called for each connection that is closed for another one
   */
  public ConnectionTable(ConnectionLimits limits, Runnable onSurplus) {
    this.limits = limits;
    this.onSurplus = onSurplus;
  }

  /** Adds a connection; returns one that is to be closed for it, and no longer counts. */
  @Nullable Connection add(Connection connection, InetAddress address) {
    boolean exempt = limits.exempt().test(address);
    Connection surplus = null;
    synchronized (lock) {
      Set<Connection> ofAddress = open.computeIfAbsent(address, same -> new LinkedHashSet<>());
      if (!exempt && ofAddress.size() >= limits.perAddress()) {
        surplus = takeStalest(address);
      } else if (addresses.size() >= limits.all()) {
        surplus = takeStalest(fullest());
      }
      open.computeIfAbsent(address, same -> new LinkedHashSet<>()).add(connection);
      addresses.put(connection, address);
    }
    if (surplus != null) {
      onSurplus.run();
    }
    return surplus;
  }

  /** A request has come on a connection. */
  void used(Connection connection) {
    synchronized (lock) {
      InetAddress address = addresses.get(connection);
      Set<Connection> ofAddress = address == null ? null : open.get(address);
      if (ofAddress != null && ofAddress.remove(connection)) {
        ofAddress.add(connection);
      }
    }
  }

  void remove(Connection connection) {
    synchronized (lock) {
      InetAddress address = addresses.remove(connection);
      Set<Connection> ofAddress = address == null ? null : open.get(address);
      if (ofAddress != null && ofAddress.remove(connection)) {
        if (ofAddress.isEmpty()) {
          open.remove(address);
        }
      }
    }
  }

  @GuardedBy("lock")
  private InetAddress fullest() {
    return open.entrySet().stream()
        .max(Comparator.comparingInt(each -> weight(each.getKey(), each.getValue())))
        .orElseThrow()
        .getKey();
  }

  /** A proxy's connections go last, since many clients share them. */
  private int weight(InetAddress address, Set<Connection> ofAddress) {
    return ofAddress.isEmpty() || !limits.exempt().test(address)
        ? ofAddress.size()
        : ofAddress.size() - limits.all();
  }

  @GuardedBy("lock")
  private @Nullable Connection takeStalest(InetAddress address) {
    Iterator<Connection> ofAddress = open.getOrDefault(address, Set.of()).iterator();
    if (!ofAddress.hasNext()) {
      return null;
    }
    Connection stalest = ofAddress.next();
    remove(stalest);
    return stalest;
  }
}
