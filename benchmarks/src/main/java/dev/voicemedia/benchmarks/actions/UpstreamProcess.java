package dev.voicemedia.benchmarks.actions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** A stand-in for Telnyx that accepts every command at once. */
final class UpstreamProcess {
  private static final ByteBuffer OK =
      ByteBuffer.wrap("{\"data\":{\"result\":\"ok\"}}".getBytes(StandardCharsets.UTF_8))
          .asReadOnlyBuffer();

  private UpstreamProcess() {}

  /** Prints its port, and runs until it is ended. */
  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            Content.Source.consumeAll(
                request,
                Callback.from(() -> response.write(true, OK.slice(), callback), callback::failed));
            return true;
          }
        });
    server.start();
    System.out.println("port " + connector.getLocalPort());
    server.join();
  }
}
