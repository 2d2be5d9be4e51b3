package dev.voicemedia.simulator;

import dev.voicemedia.simulator.Effect.RetryTimestamp;
import dev.voicemedia.simulator.Webhook.Sent;
import dev.voicemedia.simulator.WebhookRecord.Attempt;
import dev.voicemedia.simulator.WebhookRecord.State;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends each call's webhooks one after the other, signed, and again until they are answered with a
 * 2xx; faults put them out of order.
 */
final class WebhookDelivery implements AutoCloseable {

  static final int MAX_PENDING = 10_000;
  static final int MAX_RECORDS = 10_000;
  static final Duration REORDERING_PATIENCE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(WebhookDelivery.class);
  private static final int MAX_IN_FLIGHT = 32;
  private static final long MAX_RECORDED_CHARACTERS = 64L << 20;

  private final Timeline timeline;
  private final SigningKey key;
  private final WebhookSender sender;
  private final Redelivery redelivery;
  private final Faults faults;
  private final Journal<Webhook> journal = new Journal<>(MAX_RECORDS, MAX_RECORDED_CHARACTERS);
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Job> overtaken = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();
  private @Nullable URI url;
  private @Nullable URI failoverUrl;
  private int pending;
  private int inFlight;
  private boolean overflowing;
  private boolean closed;

  WebhookDelivery(
      Timeline timeline,
      SigningKey key,
      WebhookSender sender,
      Redelivery redelivery,
      Faults faults) {
    this.timeline = timeline;
    this.key = key;
    this.sender = sender;
    this.redelivery = redelivery;
    this.faults = faults;
  }

  /**
   * The URL, if webhooks can be sent to it.
   *
   * @throws IllegalArgumentException if not
   */
  static URI checked(String name, URI candidate) {
    boolean web = "http".equals(candidate.getScheme()) || "https".equals(candidate.getScheme());
    if (!web || candidate.getHost() == null) {
      throw new IllegalArgumentException(
          name + " is \"" + candidate + "\", expected an http or https URL");
    }
    return candidate;
  }

  synchronized void sendTo(@Nullable URI webhookUrl, @Nullable URI webhookFailoverUrl) {
    url = webhookUrl;
    failoverUrl = webhookFailoverUrl;
  }

  /** Sends an event after those of the same call, unless a fault strikes it. */
  synchronized void enqueue(CallEvent event) {
    Optional<Effect.OnWebhook> fault =
        faults.strike(Effect.OnWebhook.class, event.callControlId(), event.type());
    Webhook webhook = Webhook.of(event, fault.map(FaultJson::kind).orElse(null));
    journal.add(webhook, webhook.weight());
    if (fault.orElse(null) instanceof Effect.Dropped) {
      webhook.setState(State.DROPPED);
    } else if (admit(webhook)) {
      schedule(webhook, fault.orElse(null));
    }
  }

  /** Sends bytes as they are, signed, beside all others; returns the record's id. */
  synchronized String enqueueVerbatim(byte[] body) {
    Webhook webhook = Webhook.verbatim(body, timeline.instant());
    journal.add(webhook, webhook.weight());
    if (admit(webhook)) {
      add(new Lane(null), new Job(webhook, Mode.UNTIL_ACCEPTED));
    }
    return webhook.id();
  }

  /** Sends a recorded webhook once more, beside all others; false if there is none of the id. */
  synchronized boolean redeliver(String eventId, RetryTimestamp timestamp) {
    Optional<Webhook> known =
        journal.entries().stream().filter(webhook -> webhook.id().equals(eventId)).findFirst();
    if (known.isPresent() && url != null && pending < MAX_PENDING) {
      pending++;
      add(new Lane(null), new Job(known.get(), Mode.once(timestamp)));
    }
    return known.isPresent();
  }

  /** The latest webhooks, oldest first. */
  synchronized List<WebhookRecord> records() {
    return journal.entries().stream().map(Webhook::toRecord).toList();
  }

  private boolean admit(Webhook webhook) {
    if (url != null && pending < MAX_PENDING) {
      pending++;
      overflowing = false;
      return true;
    }
    if (url != null && !overflowing) {
      overflowing = true;
      log.warn("{} webhooks wait; until there is room new ones are not sent", pending);
    }
    webhook.setState(State.NOT_SENT);
    return false;
  }

  private void schedule(Webhook webhook, Effect.@Nullable OnWebhook fault) {
    Job job = new Job(webhook, Mode.UNTIL_ACCEPTED);
    String call = webhook.callControlId();
    if (fault instanceof Effect.Delayed delayed) {
      timeline.schedule(delayed.delay(), () -> addLater(new Lane(null), job));
    } else if (fault instanceof Effect.Reordered && !overtaken.containsKey(call)) {
      overtaken.put(call, job);
      timeline.schedule(REORDERING_PATIENCE, () -> releaseOvertaken(call, job));
    } else {
      add(lane(call), job);
      if (fault instanceof Effect.Duplicated) {
        pending++;
        add(lane(call), new Job(webhook, Mode.BYTE_FOR_BYTE));
      } else if (fault instanceof Effect.Redelivered redelivered) {
        pending++;
        add(lane(call), new Job(webhook, Mode.once(redelivered.timestamp())));
      }
      Job held = overtaken.remove(call);
      if (held != null) {
        add(lane(call), held);
      }
    }
  }

  private synchronized void addLater(Lane lane, Job job) {
    add(lane, job);
  }

  private synchronized void releaseOvertaken(String call, Job job) {
    if (overtaken.remove(call, job)) {
      add(lane(call), job);
    }
  }

  private Lane lane(String call) {
    return lanes.computeIfAbsent(call, Lane::new);
  }

  private void add(Lane lane, Job job) {
    lane.waiting.add(job);
    if (lane.waiting.size() == 1) {
      ready.add(lane);
      sendReady();
    }
  }

  private void sendReady() {
    while (!closed && inFlight < MAX_IN_FLIGHT && !ready.isEmpty()) {
      Lane lane = ready.remove();
      if (url == null) {
        settle(lane, State.NOT_SENT);
      } else {
        send(lane, url);
      }
    }
  }

  private void send(Lane lane, URI target) {
    Job job = lane.waiting.element();
    Instant now = timeline.instant();
    Sent sent =
        job.webhook()
            .latest()
            .filter(latest -> job.mode() == Mode.BYTE_FOR_BYTE)
            .orElseGet(() -> job.webhook().sign(key, target, now, job.timestamp(redelivery)));
    inFlight++;
    sender.post(sent, status -> answered(lane, job, sent, now, status.orElse(null)));
  }

  private synchronized void answered(
      Lane lane, Job job, Sent sent, Instant sentAt, @Nullable Integer status) {
    inFlight--;
    Webhook webhook = job.webhook();
    String target = sent.url().toString();
    webhook.attempted(
        new Attempt(sent.number(), target, sentAt, sent.timestamp(), sent.signature(), status));
    if (status != null && status >= 200 && status < 300) {
      settle(lane, State.DELIVERED);
    } else if (job.mode() != Mode.UNTIL_ACCEPTED) {
      settle(lane, null);
    } else if (failoverUrl != null && !sent.url().equals(failoverUrl) && !closed) {
      send(lane, failoverUrl);
    } else if (timeline.instant().isBefore(webhook.occurredAt().plus(redelivery.giveUpAfter()))) {
      // Once a webhook, not once an attempt: a receiver may be down for long.
      log.atLevel(sent.number() == 1 ? Level.INFO : Level.DEBUG)
          .log(
              "{} was answered {} by {}, attempt {}; it will be sent again",
              webhook.type(),
              status == null ? "not at all" : status,
              target,
              sent.number());
      timeline.schedule(redelivery.delayAfter(sent.number()), () -> sendAgain(lane));
    } else {
      log.warn("{} is given up after {} attempts", webhook.type(), sent.number());
      settle(lane, State.ABANDONED);
    }
    sendReady();
  }

  private synchronized void sendAgain(Lane lane) {
    ready.add(lane);
    sendReady();
  }

  /**
   * The first of the lane is through; what became of a webhook once is not changed by repetitions.
   */
  private void settle(Lane lane, @Nullable State state) {
    Webhook webhook = lane.waiting.remove().webhook();
    pending--;
    if (state != null && webhook.isPending()) {
      webhook.setState(state);
    }
    if (!lane.waiting.isEmpty()) {
      ready.add(lane);
    } else if (lane.call != null) {
      lanes.remove(lane.call);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    ready.clear();
    sender.close();
  }

  private enum Mode {
    UNTIL_ACCEPTED,
    ONCE_FRESH,
    ONCE_OLD,
    BYTE_FOR_BYTE;

    static Mode once(RetryTimestamp timestamp) {
      return timestamp == RetryTimestamp.OLD ? ONCE_OLD : ONCE_FRESH;
    }
  }

  private record Job(Webhook webhook, Mode mode) {
    RetryTimestamp timestamp(Redelivery redelivery) {
      return switch (mode) {
        case ONCE_FRESH -> RetryTimestamp.FRESH;
        case ONCE_OLD -> RetryTimestamp.OLD;
        default -> redelivery.timestamp();
      };
    }
  }

  /** Webhooks in order; the first is the one that is being sent. */
  private static final class Lane {
    private final @Nullable String call;
    private final Deque<Job> waiting = new ArrayDeque<>();

    Lane(@Nullable String call) {
      this.call = call;
    }
  }
}
