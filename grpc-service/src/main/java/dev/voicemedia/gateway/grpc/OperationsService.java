package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.recovery.Recovery;
import dev.voicemedia.v1.OperationsServiceGrpc.OperationsServiceImplBase;
import dev.voicemedia.v1.RecoverEventsRequest;
import dev.voicemedia.v1.RecoverEventsResponse;
import io.grpc.stub.StreamObserver;

/** What operators ask for. */
public final class OperationsService extends OperationsServiceImplBase {
  private final RecoveryStreams recoveries;

  OperationsService(RecoveryStreams recoveries) {
    this.recoveries = recoveries;
  }

  public static OperationsService of(Recovery recovery) {
    return new OperationsService(
        new RecoveryStreams(recovery, RequestValidator.withoutPermissions(), new ErrorMapper()));
  }

  @Override
  public void recoverEvents(
      RecoverEventsRequest request, StreamObserver<RecoverEventsResponse> observer) {
    recoveries.open(request, observer);
  }
}
