package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.voicemedia.gateway.access.Caller;
import dev.voicemedia.gateway.trace.Span;
import dev.voicemedia.gateway.upstream.Command;
import dev.voicemedia.gateway.upstream.CommandResult;
import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.RecordingReads;
import dev.voicemedia.v1.GetRecordingLinkRequest;
import dev.voicemedia.v1.GetRecordingLinkResponse;
import dev.voicemedia.v1.ListRecordingsRequest;
import dev.voicemedia.v1.ListRecordingsResponse;
import dev.voicemedia.v1.Recording;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Looks recordings up at Telnyx, and leaves out what the caller may not see. */
final class RecordingQueries {
  private static final int DEFAULT_PAGE_SIZE = 20;

  private final RequestValidator validator;
  private final CommandSender sender;
  private final RecordingBounds bounds;
  private final FairTurns turns;
  private final ErrorMapper errors;

  /**
   * @param turns for reading from the log
   */
  RecordingQueries(
      RequestValidator validator,
      CommandSender sender,
      RecordingBounds bounds,
      FairTurns turns,
      ErrorMapper errors) {
    this.validator = validator;
    this.sender = sender;
    this.bounds = bounds;
    this.turns = turns;
    this.errors = errors;
  }

  void link(GetRecordingLinkRequest request, StreamObserver<GetRecordingLinkResponse> observer) {
    ask(
        request,
        () -> RecordingReads.one(request.getRecordingId()),
        observer,
        (read, caller) ->
            Optional.of(RecordingReads.recording(read))
                .filter(recording -> isFor(caller, recording))
                .map(found -> GetRecordingLinkResponse.newBuilder().setRecording(found).build()));
  }

  void list(ListRecordingsRequest request, StreamObserver<ListRecordingsResponse> observer) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE_SIZE : request.getPageSize();
    ask(
        request,
        () -> RecordingReads.page(request, RecordingPageToken.numberOf(request), size),
        observer,
        (read, caller) -> Optional.of(page(request, size, read, caller)));
  }

  private ListRecordingsResponse page(
      ListRecordingsRequest request, int size, Struct read, Caller caller)
      throws InvalidRequestException {
    int number = RecordingPageToken.numberOf(request);
    ListRecordingsResponse.Builder page = ListRecordingsResponse.newBuilder();
    RecordingReads.recordings(read).stream()
        .filter(recording -> isFor(caller, recording))
        .forEach(page::addRecordings);
    if (RecordingReads.hasMore(read, number, size)) {
      page.setNextPageToken(RecordingPageToken.encode(request, number + 1));
    }
    return page.build();
  }

  private boolean isFor(Caller caller, Recording recording) {
    return bounds.include(caller.connections(), recording);
  }

  private <R> void ask(
      Message request, Query query, StreamObserver<R> observer, Reading<R> reading) {
    Caller caller = Callers.current().caller();
    CompletableFuture<CommandResult> answer;
    try {
      validator.check(request);
      answer = sender.send(query.toRead().within(Span.OF_CALL.get()), WorkTime.left());
    } catch (InvalidRequestException | RuntimeException e) {
      observer.onError(errors.map(e));
      return;
    }
    ((ServerCallStreamObserver<R>) observer).setOnCancelHandler(() -> answer.cancel(true));
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (failure == null) {
                answered(result.data(), caller, observer, reading);
              } else if (!answer.isCancelled()) {
                observer.onError(errors.ofRead(failure));
              }
            });
  }

  /** On a thread that must not wait for the disk, as whose a recording is may have to. */
  private <R> void answered(
      Struct read, Caller caller, StreamObserver<R> observer, Reading<R> reading) {
    if (caller.connections().isAll()) {
      reply(read, caller, observer, reading);
    } else {
      turns.run(
          caller.name(),
          () -> reply(read, caller, observer, reading),
          busy -> observer.onError(errors.map(busy)));
    }
  }

  private <R> void reply(
      Struct read, Caller caller, StreamObserver<R> observer, Reading<R> reading) {
    try {
      Optional<R> response = reading.toResponse(read, caller);
      if (response.isEmpty()) {
        observer.onError(errors.recordingNotFound());
      } else {
        observer.onNext(response.get());
        observer.onCompleted();
      }
    } catch (InvalidRequestException | RuntimeException e) {
      observer.onError(errors.map(e));
    }
  }

  /** What to ask Telnyx. */
  private interface Query {
    Command toRead() throws InvalidRequestException;
  }

  /** What becomes of the answer; empty if the caller may see nothing of it. */
  private interface Reading<R> {
    Optional<R> toResponse(Struct read, Caller caller) throws InvalidRequestException;
  }
}
