package dev.voicemedia.gateway.http;

import org.eclipse.jetty.server.Request;

/** Whether those are still there whose requests are being served. */
public final class Clients {
  private Clients() {}

  /**
   * Watches the client of a request that has been read to its end.
   *
   * @param onGone called when the client has closed its connection, or ended this exchange; perhaps
   *     more than once
   */
  public static void watch(Request request, Runnable onGone) {
    request.addFailureListener(failure -> onGone.run());
    if (request.getConnectionMetaData().getConnection().getEndPoint()
        instanceof WatchedEndPoint endPoint) {
      endPoint.watch(onGone);
    }
  }
}
