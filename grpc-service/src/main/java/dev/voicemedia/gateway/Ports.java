package dev.voicemedia.gateway;

import dev.voicemedia.gateway.access.FileWatch;
import dev.voicemedia.gateway.access.TlsFiles;
import dev.voicemedia.gateway.access.TlsSettings;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.console.Console;
import dev.voicemedia.gateway.edge.EdgeServer;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.grpc.GrpcServer;
import dev.voicemedia.gateway.grpc.ServerTls;
import dev.voicemedia.gateway.grpc.WebhookEventsService;
import dev.voicemedia.gateway.http.HttpTls;
import dev.voicemedia.gateway.ingress.AdminServer;
import dev.voicemedia.gateway.ingress.SourceGuard;
import dev.voicemedia.gateway.ingress.WebhookIntake;
import dev.voicemedia.gateway.ingress.WebhookServer;
import dev.voicemedia.gateway.time.Timer;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Opens a gateway's ports, with TLS where it is configured; its files are watched from then on. */
final class Ports {
  private final GatewayConfig config;
  private final FileWatch files;
  private final MeterRegistry metrics;

  Ports(GatewayConfig config, FileWatch files, MeterRegistry metrics) {
    this.config = config;
    this.files = files;
    this.metrics = metrics;
  }

  /**
   * Opens the gRPC port.
   *
   * @param interceptors of every call; the last one is called first
   * @throws IOException with a line that names the address, or the file
   */
  GrpcServer openGrpc(
      List<BindableService> services,
      WebhookEventsService events,
      List<ServerInterceptor> interceptors)
      throws IOException {
    Optional<TlsSettings> wanted = config.access().grpcTls();
    Optional<ServerTls> tls =
        wanted.isPresent() ? Optional.of(ServerTls.load(wanted.get())) : Optional.empty();
    files.add(
        "grpc_tls",
        () -> tls.map(ServerTls::files).orElse(List.of()),
        () -> tls.orElseThrow().reload());
    return PortOpener.open(
        "gRPC",
        config.grpcAddress(),
        address ->
            GrpcServer.start(
                address, services, events, interceptors, config.connections(), tls, metrics));
  }

  /**
   * Opens the webhook port.
   *
   * @throws IOException with a line that names the address, or the file
   */
  WebhookServer openWebhooks(SourceGuard guard, WebhookIntake intake) throws IOException {
    Optional<TlsFiles> wanted = config.access().webhookTls();
    Optional<HttpTls> tls =
        wanted.isPresent() ? Optional.of(HttpTls.load(wanted.get())) : Optional.empty();
    files.add(
        "webhook_tls",
        () -> tls.map(HttpTls::files).orElse(List.of()),
        () -> tls.orElseThrow().reload());
    ConnectionLimits limits = config.connections().exempting(guard::isProxy);
    return PortOpener.open(
        "webhook",
        config.webhookAddress(),
        address ->
            WebhookServer.start(
                address, config.webhookPath(), guard, intake, limits, tls, metrics));
  }

  /**
   * Opens the HTTP edge, if there is to be one.
   *
   * @param grpc whose methods it serves too
   * @param console made of what the page has to know of the gateway
   * @throws IOException with a line that names the address, or the file
   */
  Optional<EdgeServer> openEdge(
      GrpcServer grpc, Function<Console.About, Console> console, Timer timer) throws IOException {
    if (config.edge().isEmpty()) {
      return Optional.empty();
    }
    EdgeSettings settings = config.edge().get();
    Optional<HttpTls> tls =
        settings.tls().isPresent()
            ? Optional.of(HttpTls.load(settings.tls().get()))
            : Optional.empty();
    files.add(
        "http_tls",
        () -> tls.map(HttpTls::files).orElse(List.of()),
        () -> tls.orElseThrow().reload());
    Console served =
        console.apply(
            new Console.About(
                grpc.port(), config.access().grpcTls().isPresent(), settings.simulator()));
    return Optional.of(
        PortOpener.open(
            "HTTP",
            settings.address(),
            address ->
                EdgeServer.start(
                    address, settings, tls, grpc, served, config.connections(), timer, metrics)));
  }

  /**
   * Opens the admin port.
   *
   * @param ready whether webhooks can be stored
   * @param feed whether streams of events can be opened
   * @param page the metrics in the format that a content type names
   * @throws IOException with a line that names the address
   */
  AdminServer openAdmin(BooleanSupplier ready, BooleanSupplier feed, UnaryOperator<String> page)
      throws IOException {
    return PortOpener.open(
        "admin", config.adminAddress(), address -> AdminServer.start(address, ready, feed, page));
  }
}
