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
import java.util.function.BooleanSupplier;

/**
 * gRPC health. Every service, and the server as a whole (the empty name), has one status:
 * NOT_SERVING before the gateway is ready, while the log cannot be read, and from the beginning of
 * its end. A log that cannot store events concerns webhooks, and so {@code /readyz} alone.
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
  private volatile ServingStatus status = ServingStatus.NOT_SERVING;
  private volatile boolean closed;

  Health() {
    publish(status);
  }

  ServerServiceDefinition service() {
    return HealthList.addedTo(manager.getHealthService().bindService(), SERVICES, () -> status);
  }

  /** Follows the readiness from now on; to be called once. */
  void follow(BooleanSupplier ready, Timer timer) {
    if (closed) {
      return;
    }
    ServingStatus now = ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    if (now != status) {
      publish(now);
    }
    timer.after(ASK_EVERY, () -> follow(ready, timer));
  }

  /** NOT_SERVING for good. */
  void close() {
    closed = true;
    status = ServingStatus.NOT_SERVING;
    manager.enterTerminalState(); // which ignores what is published later
  }

  private void publish(ServingStatus now) {
    status = now;
    SERVICES.forEach(service -> manager.setStatus(service, now));
  }
}
