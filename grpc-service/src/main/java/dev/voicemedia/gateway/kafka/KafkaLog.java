package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendListener;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogException.Reason;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.eventlog.EventPage;
import dev.voicemedia.gateway.eventlog.LogEngine;
import dev.voicemedia.gateway.eventlog.LogView;
import dev.voicemedia.gateway.time.MonotonicClock;
import dev.voicemedia.webhook.TelnyxPublicKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The log on a topic with one partition, which any number of gateways share:
 *
 * <pre>
 * append: RecordWriter → topic → ViewTail → LogView, on every gateway
 * read:   LogView, on this gateway's disk
 * </pre>
 *
 * What was appended has been acknowledged by all replicas that are in sync. Until the view has read
 * what the topic had at the start, nothing can be read here, and everything can be appended.
 */
public final class KafkaLog implements LogEngine {
  /** How long a reader waits for a place that another gateway has come to. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String topicName;
  private final LogView view;
  private final Topic topic;
  private final Acceptance acceptance;
  private final Building building;
  private final PlaceWaits waits = new PlaceWaits(PATIENCE);
  private final RecordWriter writer;
  private final ViewTail tail;
  private final TopicWatch watch;
  private final GroupTurn turn;

  private KafkaLog(
      KafkaSettings kafka,
      EventLogSettings settings,
      Path folder,
      MonotonicClock clock,
      MeterRegistry metrics) {
    this.topicName = kafka.topic();
    KafkaClients clients = new KafkaClients(kafka);
    this.topic = clients.topic();
    this.acceptance = new Acceptance(clock);
    this.building = new Building(clock);
    ViewMeters meters = new ViewMeters(metrics);
    try {
      this.view = LogView.open(folder, settings, clock);
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
    this.writer =
        new RecordWriter(
            clients::producer,
            event -> RecordCodec.encode(kafka.topic(), event, settings.dedupeWindow()),
            acceptance,
            settings.maxWaitingBytes());
    this.tail = new ViewTail(topic, clients::consumer, view, building, waits, meters);
    this.watch = new TopicWatch(topic, view::source, tail::discard, acceptance);
    this.turn = new GroupTurn(topicName, clients::member);
    meters.show(building, tail::lag);
    writer.start();
    tail.start();
    watch.start();
  }

  /**
   * Opens the log; its view is in a folder of its own. It comes up without brokers, too, and waits
   * for them.
   *
   * @param settings what of the topic the view keeps, and for how long an event's id is remembered
   * @throws EventLogException NOT_OPENED, with a line that says why
   */
  public static KafkaLog open(
      KafkaSettings kafka,
      Path dataDir,
      EventLogSettings settings,
      MonotonicClock clock,
      MeterRegistry metrics) {
    return new KafkaLog(kafka, settings, dataDir.resolve("view"), clock, metrics);
  }

  /** What was read from Telnyx's list is not sent if the view has it: it may be listed often. */
  @Override
  public CompletableFuture<AppendResult> append(IncomingEvent event) {
    if (event.event().hasRecovered() && view.knows(event.event().getId())) {
      return CompletableFuture.completedFuture(new AppendResult(Outcome.DUPLICATE, view.head()));
    }
    return writer.append(event);
  }

  @Override
  public boolean accepts() {
    return acceptance.isUp() && fatalProblem().isEmpty();
  }

  @Override
  public boolean readable() {
    return building.isDone() && tail.problem().isEmpty();
  }

  @Override
  public boolean isBeingBuilt() {
    return !building.isDone() && tail.problem().isEmpty();
  }

  @Override
  public boolean hasTurn() {
    return turn.isOurs() && readable();
  }

  @Override
  public Optional<String> fatalProblem() {
    return writer.isRunning()
        ? tail.problem()
        : Optional.of("the thread that sends records has ended");
  }

  @Override
  public void awaitPlace(Cursor cursor) {
    LogView here = built();
    if (cursor.position() > here.end() && here.lineage().isOf(cursor)) {
      waits.awaitPosition(cursor.position());
    }
  }

  @Override
  public List<LogEntry> read(long after, int maxEntries, int maxBytes) {
    return built().read(after, maxEntries, maxBytes);
  }

  @Override
  public Optional<LogEntry> find(String eventId) {
    return built().find(eventId);
  }

  @Override
  public long placeBefore(Instant receivedAt) {
    return built().placeBefore(receivedAt);
  }

  @Override
  public long lastBefore(Instant receivedAt) {
    return built().lastBefore(receivedAt);
  }

  @Override
  public EventPage page(EventPage.Request request) {
    return built().page(request);
  }

  @Override
  public Map<String, TelnyxPublicKey> publicKeys() {
    return built().publicKeys();
  }

  @Override
  public Optional<Instant> recoveredUntil() {
    return built().recoveredUntil();
  }

  @Override
  public void moveTo(Instant recoveredUntil) {
    writer.send(RecordCodec.bookmark(topicName, recoveredUntil));
  }

  @Override
  public long head() {
    return view.head();
  }

  @Override
  public long end() {
    return view.end();
  }

  @Override
  public long earliest() {
    return view.earliest();
  }

  @Override
  public Lineage lineage() {
    return view.lineage();
  }

  @Override
  public Runnable onAppended(AppendListener listener) {
    return view.onAppended(listener);
  }

  @Override
  public long droppedBuckets() {
    return view.droppedBuckets();
  }

  @Override
  public long bytesOnDisk() {
    return view.bytesOnDisk();
  }

  /** The view goes by the time of the brokers. */
  @Override
  public boolean distrustsClock() {
    return false;
  }

  @Override
  public void close() {
    turn.close();
    watch.close();
    writer.close();
    tail.close();
    topic.close();
    view.close();
  }

  private LogView built() {
    if (!readable()) {
      throw notBuilt();
    }
    return view;
  }

  private EventLogException notBuilt() {
    String why =
        tail.problem()
            .orElse("%d %% of the topic is read".formatted(Math.round(100 * building.share())));
    return new EventLogException(Reason.BEHIND, "this gateway's view is being built: " + why, null);
  }
}
