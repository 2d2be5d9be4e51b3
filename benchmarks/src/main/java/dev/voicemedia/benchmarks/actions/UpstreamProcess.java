package dev.voicemedia.benchmarks.actions;

import dev.voicemedia.benchmarks.ChildProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** A stand-in for Telnyx that accepts every command at once. */
public final class UpstreamProcess {
  private static final ByteBuffer OK =
      ByteBuffer.wrap("{\"data\":{\"result\":\"ok\"}}".getBytes(StandardCharsets.UTF_8))
          .asReadOnlyBuffer();

  private UpstreamProcess() {}

  public static ChildProcess start() throws IOException {
    return ChildProcess.ofClass(UpstreamProcess.class, List.of("-Xmx256m"), Map.of());
  }

  /** Returns what actions are sent to, once it listens. */
  public static String baseUrl(ChildProcess upstream) throws IOException {
    return "http://127.0.0.1:" + upstream.read("port ").strip() + "/v2";
  }

  /** Prints its port, and runs until it is ended. */
  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(accepting());
    server.start();
    System.out.println("port " + connector.getLocalPort());
    server.join();
  }

  /** Returns what answers every command, on whatever port. */
  static Handler accepting() {
    return new Handler.Abstract.NonBlocking() {
      @Override
      public boolean handle(Request request, Response response, Callback callback) {
        Content.Source.consumeAll(
            request,
            Callback.from(() -> response.write(true, OK.slice(), callback), callback::failed));
        return true;
      }
    };
  }
}
