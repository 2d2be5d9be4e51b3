package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.recovery.Recovery;
import dev.voicemedia.gateway.recovery.WindowReport;
import dev.voicemedia.v1.RecoverEventsRequest;
import dev.voicemedia.v1.RecoverEventsResponse;
import dev.voicemedia.v1.Unrecovered;
import dev.voicemedia.v1.UnrecoveredReason;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Streams that report how far a recovery has come. They are sent to from the thread of recovery
 * alone; a report is a few bytes for ten minutes of deliveries, so they are not held back.
 */
final class RecoveryStreams {
  private final Recovery recovery;
  private final RequestValidator validator;
  private final ErrorMapper errors;

  RecoveryStreams(Recovery recovery, RequestValidator validator, ErrorMapper errors) {
    this.recovery = recovery;
    this.validator = validator;
    this.errors = errors;
  }

  /** Begins a recovery, which ends when its client goes away. */
  void open(RecoverEventsRequest request, StreamObserver<RecoverEventsResponse> observer) {
    try {
      validator.check(request);
    } catch (InvalidRequestException e) {
      observer.onError(errors.map(e));
      return;
    }
    Sums sums = new Sums();
    CompletableFuture<Void> done =
        recovery.recover(
            toRecovery(request),
            report -> {
              sums.add(report);
              observer.onNext(
                  new Sums(report)
                      .toResponse()
                      .setWindowStart(EventTime.timestamp(report.window().start()))
                      .setWindowEnd(EventTime.timestamp(report.window().end()))
                      .build());
            });
    ((ServerCallStreamObserver<RecoverEventsResponse>) observer)
        .setOnCancelHandler(() -> done.cancel(false));
    var unused =
        done.whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                observer.onNext(sums.toResponse().setDone(true).build());
                observer.onCompleted();
              } else if (!done.isCancelled()) {
                observer.onError(errors.map(failure));
              }
            });
  }

  private static Recovery.Request toRecovery(RecoverEventsRequest request) {
    return new Recovery.Request(
        request.hasSince()
            ? Optional.of(
                Duration.ofSeconds(request.getSince().getSeconds(), request.getSince().getNanos()))
            : Optional.empty(),
        request.getIncludeDelivered(),
        request.getCallLegId());
  }

  /** Counts of one window or of all; they belong to the thread of recovery. */
  private static final class Sums {
    private long listed;
    private long recovered;
    private long known;
    private long foreign;
    private long withoutPayload;
    private long tooOld;
    private boolean complete = true;

    Sums() {}

    Sums(WindowReport report) {
      add(report);
    }

    void add(WindowReport report) {
      listed += report.listed();
      recovered += report.recovered();
      known += report.known();
      foreign += report.foreign();
      withoutPayload += report.withoutPayload();
      tooOld += report.tooOld();
      complete &= report.complete();
    }

    RecoverEventsResponse.Builder toResponse() {
      RecoverEventsResponse.Builder response =
          RecoverEventsResponse.newBuilder()
              .setListed(listed)
              .setRecovered(recovered)
              .setKnown(known)
              .setForeign(foreign);
      if (withoutPayload > 0) {
        response.addUnrecovered(
            unrecovered(UnrecoveredReason.UNRECOVERED_REASON_NO_PAYLOAD, withoutPayload));
      }
      if (tooOld > 0) {
        response.addUnrecovered(unrecovered(UnrecoveredReason.UNRECOVERED_REASON_TOO_OLD, tooOld));
      }
      if (!complete) {
        response.addUnrecovered(
            unrecovered(UnrecoveredReason.UNRECOVERED_REASON_LIST_UNREADABLE, 0));
      }
      return response;
    }

    private static Unrecovered.Builder unrecovered(UnrecoveredReason reason, long deliveries) {
      return Unrecovered.newBuilder().setReason(reason).setDeliveries(deliveries);
    }
  }
}
