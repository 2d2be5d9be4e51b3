package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.OperationsServiceGrpc;
import dev.voicemedia.v1.RecordingsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * gRPC health. Every service, and the server as a whole (the empty name), is NOT_SERVING before the
 * gateway is ready, while the log cannot be read, and from the beginning of its end; while the log
 * is only being built here, that is the feed alone. A log that cannot store events concerns
 * webhooks, and so {@code /readyz} alone.
 */
final class Health {
  /** Short against the periods of probes; asking takes no time. */
  private static final Duration ASK_EVERY = Duration.ofMillis(250);

  private static final List<String> SERVICES =
      List.of(
          HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
          MediaActionsServiceGrpc.SERVICE_NAME,
          CallControlServiceGrpc.SERVICE_NAME,
          CallsServiceGrpc.SERVICE_NAME,
          OperationsServiceGrpc.SERVICE_NAME,
          RecordingsServiceGrpc.SERVICE_NAME,
          WebhookEventsServiceGrpc.SERVICE_NAME);

  private final HealthStatusManager manager = new HealthStatusManager();
  private final Map<String, ServingStatus> statuses = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Health() {
    SERVICES.forEach(service -> publish(service, ServingStatus.NOT_SERVING));
  }

  ServerServiceDefinition service() {
    return HealthList.addedTo(manager.getHealthService().bindService(), SERVICES, statuses::get);
  }

  /**
   * Follows the readiness from now on; to be called once.
   *
   * @param feed whether streams of events can be opened
   */
  void follow(BooleanSupplier ready, BooleanSupplier feed, Timer timer) {
    if (closed) {
      return;
    }
    ServingStatus all = ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    ServingStatus events = feed.getAsBoolean() ? all : ServingStatus.NOT_SERVING;
    for (String service : SERVICES) {
      ServingStatus now = service.equals(WebhookEventsServiceGrpc.SERVICE_NAME) ? events : all;
      if (now != statuses.get(service)) {
        publish(service, now);
      }
    }
    timer.after(ASK_EVERY, () -> follow(ready, feed, timer));
  }

  /** NOT_SERVING for good. */
  void close() {
    closed = true;
    SERVICES.forEach(service -> statuses.put(service, ServingStatus.NOT_SERVING));
    manager.enterTerminalState(); // which ignores what is published later
  }

  private void publish(String service, ServingStatus now) {
    statuses.put(service, now);
    manager.setStatus(service, now);
  }
}
