package dev.voicemedia.gateway.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Accepts every connection and, when there are too many, closes another one for it. Were they to
 * wait instead, one peer with idle connections would keep everybody out.
 */
final class ConnectionLimiter extends Handler.Wrapper implements Connection.Listener {
  private final ConnectionTable table;

  ConnectionLimiter(Handler handler, ConnectionTable table) {
    super(handler);
    this.table = table;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    table.used(request.getConnectionMetaData().getConnection());
    return super.handle(request, response, callback);
  }

  @Override
  public void onOpened(Connection connection) {
    InetAddress address = addressOf(connection);
    Connection surplus = address == null ? null : table.add(connection, address);
    if (surplus != null) {
      surplus.getEndPoint().close(new TimeoutException("too many connections"));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    table.remove(connection);
  }

  private static @Nullable InetAddress addressOf(Connection connection) {
    return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : null;
  }
}
