package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.calls.CallReader;
import dev.voicemedia.gateway.calls.CallSnapshot;
import dev.voicemedia.v1.EventFilter;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;

/** Reads calls for those who ask, who take turns with those who list events. */
final class CallQueries {
  private final RequestValidator validator;
  private final CallReader reader;
  private final FairTurns lists;
  private final ErrorMapper errors;

  CallQueries(RequestValidator validator, CallReader reader, FairTurns lists, ErrorMapper errors) {
    this.validator = validator;
    this.reader = reader;
    this.lists = lists;
    this.errors = errors;
  }

  /**
   * Reads a call, when it is the caller's turn, and hands it over in the context of this call; or
   * ends the call with an error.
   *
   * @param peer whoever takes turns with others
   * @param call names one id of a call
   */
  void read(
      Object peer,
      Message request,
      EventFilter call,
      StreamObserver<?> observer,
      Recipient recipient) {
    try {
      validator.check(request);
    } catch (InvalidRequestException e) {
      observer.onError(errors.map(e));
      return;
    }
    Optional<Set<String>> visible = Callers.current().caller().connections().only();
    lists.run(
        peer,
        Context.current()
            .wrap(
                () -> {
                  if (!((ServerCallStreamObserver<?>) observer).isCancelled()) {
                    readNow(call, visible, observer, recipient);
                  }
                }),
        busy -> observer.onError(errors.map(busy)));
  }

  private void readNow(
      EventFilter call,
      Optional<Set<String>> visible,
      StreamObserver<?> observer,
      Recipient recipient) {
    try {
      CallSnapshot snapshot = reader.read(call, visible);
      if (snapshot.calls().isEmpty()) {
        observer.onError(errors.callNotFound(idOf(call)));
      } else {
        recipient.take(snapshot);
      }
    } catch (Exception e) {
      observer.onError(errors.map(e));
    }
  }

  /** The only one that is set. */
  private static String idOf(EventFilter call) {
    return call.getCallControlId() + call.getCallLegId() + call.getCallSessionId();
  }

  /** Takes a call that was found. */
  interface Recipient {
    void take(CallSnapshot snapshot) throws Exception;
  }
}
