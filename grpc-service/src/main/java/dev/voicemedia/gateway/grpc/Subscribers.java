package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.Principal;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.EventMatcher;
import dev.voicemedia.gateway.event.MalformedCursorException;
import dev.voicemedia.gateway.event.Share;
import dev.voicemedia.gateway.event.StreamCursor;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.gateway.feed.SubscriptionRequest;
import dev.voicemedia.gateway.feed.SubscriptionRequest.Start;
import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.waits.SentCommands;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/** Opens streams: maps requests to the feed's terms, and limits how many and how old they get. */
final class Subscribers implements AutoCloseable {
  private static final String METHOD =
      WebhookEventsServiceGrpc.getSubscribeMethod().getFullMethodName();

  private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

  /** Share of the maximum age, in both directions. */
  private static final double JITTER = 0.1;

  private final EventFeed feed;
  private final EventLog log;
  private final StreamSettings settings;
  private final ExecutorService readers;
  private final Timer timer;
  private final RandomGenerator random;
  private final AccessControl access;
  private final EventStream.Streams streams;
  private final StreamPlaces places;

  /**
   * @param readers may block on the disk; closed with this
   */
  Subscribers(
      EventFeed feed,
      EventLog log,
      StreamSettings settings,
      ExecutorService readers,
      Timer timer,
      RandomGenerator random,
      AccessControl access,
      ErrorMapper errors,
      StreamMeters meters) {
    this.feed = feed;
    this.log = log;
    this.settings = settings;
    this.readers = readers;
    this.timer = timer;
    this.random = random;
    this.access = access;
    this.places = new StreamPlaces(settings.maxStreams());
    this.streams =
        new EventStream.Streams(
            readers, timer, settings.stalledAfter(), errors, meters, places::giveBack);
  }

  /**
   * Opens a stream of the feed, on a reader.
   *
   * @throws CursorException if the cursor is none that it can start after
   * @throws InvalidRequestException if its time is out of range
   * @throws TooManyStreamsException if as many are open as may be
   */
  void open(SubscribeRequest request, ServerCallStreamObserver<FeedMessage> observer)
      throws CursorException,
          MalformedCursorException,
          InvalidRequestException,
          TooManyStreamsException {
    open(toFeed(request, Callers.current()), METHOD, request.getMaxBatch(), observer);
  }

  /**
   * Opens a stream of the caller in whose context this runs, on a reader.
   *
   * @param method full name, which the caller has to be allowed all the while
   * @param maxBatch events that may go out in one message; 0 for one
   * @throws CursorException if the cursor is none that it can start after
   * @throws TooManyStreamsException if as many are open as may be
   */
  void open(
      SubscriptionRequest wanted,
      String method,
      int maxBatch,
      ServerCallStreamObserver<FeedMessage> observer)
      throws CursorException, TooManyStreamsException {
    log.awaitPlace(wanted.start() instanceof Start.After after ? after.cursor() : log.cursorAt(0));
    places.take();
    boolean started = false;
    try {
      Share share = wanted.matcher().share().orElse(null);
      EventStream stream =
          new EventStream(feed.open(wanted), observer, streams, share, maxBatch, leaveAt());
      stream.start();
      started = true;
      Runnable endWatch = access.watch(Callers.current(), method, stream::accessChanged);
      Context.current().addListener(ended -> endWatch.run(), Runnable::run);
    } finally {
      if (!started) {
        places.giveBack();
      }
    }
  }

  /** Says goodbye to every stream, and to those that are opened from now on. */
  void drain() {
    feed.drain();
  }

  Executor readers() {
    return readers;
  }

  /** What streams need that wait for the end of a command, and count as these do. */
  WaitStreams waits(ErrorMapper errors) {
    return new WaitStreams(
        feed,
        log,
        readers,
        timer,
        settings.stalledAfter(),
        places,
        access,
        errors,
        new SentCommands(log::head));
  }

  /** How long a stream may be silent. */
  static Duration heartbeat(boolean given, com.google.protobuf.Duration interval) {
    return given
        ? Duration.ofSeconds(interval.getSeconds(), interval.getNanos())
        : DEFAULT_HEARTBEAT;
  }

  @Override
  public void close() {
    readers.shutdown();
  }

  private Moment leaveAt() {
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return timer.now().plus(Duration.ofNanos((long) (factor * settings.maxAge().toNanos())));
  }

  private static SubscriptionRequest toFeed(SubscribeRequest request, Principal caller)
      throws CursorException, MalformedCursorException, InvalidRequestException {
    return new SubscriptionRequest(
        startOf(request),
        EventMatcher.of(request.getFilter()).within(caller.caller().connections().only()),
        heartbeat(request.hasHeartbeatInterval(), request.getHeartbeatInterval()),
        request.getContinueAfterGap(),
        request.getStopAtHead());
  }

  private static Start startOf(SubscribeRequest request)
      throws CursorException, MalformedCursorException, InvalidRequestException {
    return switch (request.getStartCase()) {
      case EARLIEST -> new Start.Earliest();
      case AFTER -> new Start.After(cursorOf(request));
      case FROM_TIME -> new Start.FromTime(RequestTime.of("from_time", request.getFromTime()));
      case LATEST, START_NOT_SET -> new Start.Latest();
    };
  }

  private static Cursor cursorOf(SubscribeRequest request)
      throws CursorException, MalformedCursorException {
    StreamCursor after = StreamCursor.parse(request.getAfter());
    Optional<Share> wanted = Share.of(request.getFilter());
    if (after.share() != null && !after.share().equals(wanted.orElse(null))) {
      throw CursorException.otherShare(
          after.share(), wanted.map(share -> "share " + share).orElse("the whole log"));
    }
    return after.cursor();
  }
}
