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
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Streams that report how far a recovery has come. They are sent to from the thread of recovery
 * alone. It does not wait for a client that reads slowly: the windows that it has missed are added
 * up.
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
    Progress progress = new Progress((ServerCallStreamObserver<RecoverEventsResponse>) observer);
    CompletableFuture<Void> done = recovery.recover(toRecovery(request), progress::add);
    progress.observer.setOnCancelHandler(() -> done.cancel(false));
    var unused =
        done.whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                progress.end();
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

  /** What a stream has been sent, and what it has yet to be. */
  private static final class Progress {
    private final ServerCallStreamObserver<RecoverEventsResponse> observer;
    private final Sums all = new Sums();
    private Sums unsent = new Sums();
    private @Nullable Instant unsentFrom;

    Progress(ServerCallStreamObserver<RecoverEventsResponse> observer) {
      this.observer = observer;
    }

    void add(WindowReport report) {
      all.add(report);
      unsent.add(report);
      if (unsentFrom == null) {
        unsentFrom = report.window().start();
      }
      if (observer.isReady()) {
        observer.onNext(
            unsent
                .toResponse()
                .setWindowStart(EventTime.timestamp(unsentFrom))
                .setWindowEnd(EventTime.timestamp(report.window().end()))
                .build());
        unsent = new Sums();
        unsentFrom = null;
      }
    }

    /** The one message that may wait for a client that does not read. */
    void end() {
      observer.onNext(all.toResponse().setDone(true).build());
      observer.onCompleted();
    }
  }

  /** Counts of one window or of several; they belong to the thread of recovery. */
  private static final class Sums {
    private long listed;
    private long recovered;
    private long known;
    private long foreign;
    private long withoutPayload;
    private long tooOld;
    private boolean complete = true;

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
