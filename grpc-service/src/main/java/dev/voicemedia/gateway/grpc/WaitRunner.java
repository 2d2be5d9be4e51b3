package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.upstream.CommandOutcome;
import dev.voicemedia.gateway.waits.LegEvent;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** Runs actions whose callers wait for the end of their audio. */
final class WaitRunner {
  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(10);

  /** Longer than any wait. */
  private static final Duration NO_DEADLINE = Duration.ofDays(1);

  private final ActionRunner actions;
  private final WaitStreams streams;

  WaitRunner(ActionRunner actions, WaitStreams streams) {
    this.actions = actions;
    this.streams = streams;
  }

  /**
   * @param emptyResponse of the RPC
   */
  <W extends Message, Q extends Message, A extends Message, R extends Message> void run(
      WaitedAction<W, Q, A> waited, W request, StreamObserver<R> observer, R emptyResponse) {
    Q command = waited.request().apply(request);
    try {
      streams.places().take();
    } catch (TooManyStreamsException e) {
      observer.onError(
          streams
              .errors()
              .ofAction(e, waited.action().commandIdOf(command), CommandOutcome.NOT_SENT));
      return;
    }
    WaitResponses<R> responses = new WaitResponses<>(emptyResponse);
    WaitStream<A, R> stream =
        new WaitStream<>(
            (ServerCallStreamObserver<R>) observer,
            responses,
            streams,
            legOf(command),
            limits(request));
    stream.start(MediaActionsServiceGrpc.SERVICE_NAME + "/" + responses.method());
    actions.run(responses.method(), waited.action(), request, command, actionLimit(), stream);
  }

  private static EventMatcher legOf(Message command) {
    FieldDescriptor call = command.getDescriptorForType().findFieldByName("call_control_id");
    EventFilter ofLeg =
        EventFilter.newBuilder()
            .setCallControlId((String) command.getField(call))
            .addAllEventTypes(LegEvent.EVENT_TYPES)
            .build();
    return EventMatcher.of(ofLeg).within(Callers.current().caller().connections().only());
  }

  /** The deadline is that of the wait, and may be far away. */
  private static Duration actionLimit() {
    Duration left = WorkTime.left();
    return left.compareTo(WorkTime.DEFAULT) < 0 ? left : WorkTime.DEFAULT;
  }

  private WaitStream.Limits limits(Message request) {
    Duration limit = duration(request, "wait_limit");
    Deadline deadline = Context.current().getDeadline();
    Duration untilDeadline = deadline == null ? NO_DEADLINE : WorkTime.left();
    return new WaitStream.Limits(
        limit.isZero() ? DEFAULT_LIMIT : limit,
        streams.timer().now().plus(untilDeadline),
        duration(request, "settle"));
  }

  /** Zero if it is not set. */
  private static Duration duration(Message request, String name) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    return request.getField(field) instanceof com.google.protobuf.Duration set
        ? Duration.ofSeconds(set.getSeconds(), set.getNanos())
        : Duration.ZERO;
  }
}
