package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.feed.SubscriptionRequest;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Opens streams: the request in the feed's terms, and the threads that streams share. */
final class Subscribers {
  private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

  private final EventFeed feed;
  private final Executor workers;
  private final ScheduledExecutorService heartbeats;
  private final ErrorMapper errors;

  /**
   * @param workers may block on the disk
   */
  Subscribers(
      EventFeed feed, Executor workers, ScheduledExecutorService heartbeats, ErrorMapper errors) {
    this.feed = feed;
    this.workers = workers;
    this.heartbeats = heartbeats;
    this.errors = errors;
  }

  void open(SubscribeRequest request, ServerCallStreamObserver<SubscribeResponse> observer)
      throws CursorException, InvalidRequestException {
    Duration heartbeat =
        request.hasHeartbeatInterval()
            ? Duration.ofSeconds(
                request.getHeartbeatInterval().getSeconds(),
                request.getHeartbeatInterval().getNanos())
            : DEFAULT_HEARTBEAT;
    SubscriptionRequest wanted =
        new SubscriptionRequest(
            startOf(request),
            EventMatcher.of(request.getFilter()),
            heartbeat,
            request.getContinueAfterGap(),
            request.getStopAtHead());
    new EventStream(feed.open(wanted), observer, workers, heartbeats, errors).start(feed);
  }

  private static Start startOf(SubscribeRequest request)
      throws CursorException, InvalidRequestException {
    return switch (request.getStartCase()) {
      case EARLIEST -> new Start.Earliest();
      case AFTER -> new Start.After(Cursor.parse(request.getAfter()));
      case FROM_TIME -> new Start.FromTime(RequestTime.of("from_time", request.getFromTime()));
      case LATEST, START_NOT_SET -> new Start.Latest();
    };
  }
}
