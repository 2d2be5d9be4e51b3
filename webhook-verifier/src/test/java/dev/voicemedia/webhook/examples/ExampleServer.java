package dev.voicemedia.webhook.examples;

import com.sun.net.httpserver.HttpServer;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerifier;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import jakarta.servlet.http.HttpServlet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Serves one example on a free port of the loopback interface. */
record ExampleServer(int port, Runnable stop) implements AutoCloseable {

  private static final String PATH = "/webhooks/telnyx";

  /** How to start one. */
  @FunctionalInterface
  interface Starter {
    ExampleServer start(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox) throws Exception;
  }

  static ExampleServer jdkHttpServer(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox)
      throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(anyPort, 0);
    server.createContext(PATH, new JdkHttpServerExample(verifier, inbox));
    server.start();
    return new ExampleServer(server.getAddress().getPort(), () -> server.stop(0));
  }

  static ExampleServer servlet(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox)
      throws Exception {
    return jetty(new ServletExample(verifier, inbox), PATH);
  }

  static ExampleServer springMvc(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox)
      throws Exception {
    GenericWebApplicationContext context = new GenericWebApplicationContext();
    context.registerBean(SpringMvcExample.class, () -> new SpringMvcExample(verifier, inbox));
    return jetty(new DispatcherServlet(context), "/");
  }

  static ExampleServer netty(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox)
      throws Exception {
    MultiThreadIoEventLoopGroup threads =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ChannelInitializer<SocketChannel> pipeline =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel
                .pipeline()
                .addLast(
                    new HttpServerCodec(),
                    new HttpObjectAggregator(1024 * 1024),
                    new NettyExample(verifier, inbox));
          }
        };
    Channel channel =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .childHandler(pipeline)
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    return new ExampleServer(port, () -> threads.shutdownGracefully().awaitUninterruptibly());
  }

  private static ExampleServer jetty(HttpServlet servlet, String path) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    ServletContextHandler handler = new ServletContextHandler();
    handler.addServlet(new ServletHolder(servlet), path);
    server.setHandler(handler);
    server.start();
    return new ExampleServer(connector.getLocalPort(), () -> LifeCycle.stop(server));
  }

  @Override
  public void close() {
    stop.run();
  }
}
