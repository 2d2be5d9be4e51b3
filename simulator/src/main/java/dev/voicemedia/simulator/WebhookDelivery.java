package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.simulator.Effect.RetryTimestamp;
import dev.voicemedia.simulator.Webhook.Sent;
import dev.voicemedia.simulator.WebhookJob.Mode;
import dev.voicemedia.simulator.WebhookLanes.Lane;
import dev.voicemedia.simulator.WebhookRecord.Attempt;
import dev.voicemedia.simulator.WebhookRecord.State;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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
 * 2xx or have failed too often; faults put them out of order.
 */
final class WebhookDelivery implements AutoCloseable {

  static final int MAX_PENDING = 10_000;
  static final int MAX_RECORDS = 10_000;

  /** Five minutes of 300 a second. */
  static final int MAX_FAILED = 100_000;

  static final Duration REORDERING_PATIENCE = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(WebhookDelivery.class);
  private static final int MAX_IN_FLIGHT = 32;
  private static final long MAX_RECORDED_CHARACTERS = 64L << 20;

  private final Timeline timeline;
  private final SigningKey key;
  private final WebhookSender sender;
  private final Redelivery redelivery;
  private final Faults faults;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Journal<Webhook> journal = new Journal<>(MAX_RECORDS, MAX_RECORDED_CHARACTERS);

  @GuardedBy("lock")
  private final Journal<Webhook> failed = new Journal<>(MAX_FAILED, MAX_RECORDED_CHARACTERS);

  @GuardedBy("lock")
  private final WebhookLanes lanes = new WebhookLanes();

  @GuardedBy("lock")
  private final Map<String, WebhookJob> overtaken = new HashMap<>();

  @GuardedBy("lock")
  private WebhookUrls urls = new WebhookUrls(null, null);

  @GuardedBy("lock")
  private int pending;

  @GuardedBy("lock")
  private int inFlight;

  @GuardedBy("lock")
  private boolean overflowing;

  @GuardedBy("lock")
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

  void sendTo(WebhookUrls next) {
    synchronized (lock) {
      urls = next;
    }
  }

  /** Sends an event after those of the same call, unless a fault strikes it. */
  void enqueue(CallEvent event) {
    synchronized (lock) {
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
  }

  /** Sends bytes as they are, signed, alongside all others; returns the record's id. */
  String enqueueVerbatim(byte[] body) {
    Webhook webhook = Webhook.verbatim(body, timeline.instant());
    synchronized (lock) {
      journal.add(webhook, webhook.weight());
      if (admit(webhook)) {
        lanes.addAlone(new WebhookJob(webhook, Mode.UNTIL_ACCEPTED));
        sendReady();
      }
    }
    return webhook.id();
  }

  /** Sends a recorded webhook once more, alongside all others; false if the id is unknown. */
  boolean redeliver(String eventId, RetryTimestamp timestamp) {
    synchronized (lock) {
      Optional<Webhook> known =
          journal.entries().stream().filter(webhook -> webhook.id().equals(eventId)).findFirst();
      if (known.isPresent() && urls.url() != null && pending < MAX_PENDING) {
        pending++;
        lanes.addAlone(WebhookJob.once(known.get(), timestamp));
        sendReady();
      }
      return known.isPresent();
    }
  }

  /** Returns the latest webhooks, oldest first. */
  List<WebhookRecord> records() {
    synchronized (lock) {
      return journal.entries().stream().map(Webhook::toRecord).toList();
    }
  }

  /** Returns the latest webhooks that were accepted, oldest first. */
  List<WebhookRecord> delivered() {
    return records().stream().filter(record -> record.state() == State.DELIVERED).toList();
  }

  /** Returns the latest webhooks whose delivery has failed, oldest first. */
  List<WebhookRecord> failed() {
    synchronized (lock) {
      return failed.entries().stream().map(Webhook::toRecord).toList();
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lanes.clearReady();
      sender.close();
    }
  }

  @GuardedBy("lock")
  private boolean admit(Webhook webhook) {
    if (urls.url() != null && pending < MAX_PENDING) {
      pending++;
      overflowing = false;
      return true;
    }
    if (urls.url() != null && !overflowing) {
      overflowing = true;
      log.warn("{} webhooks are waiting; new ones are not sent until there is room", pending);
    }
    webhook.setState(State.NOT_SENT);
    return false;
  }

  @GuardedBy("lock")
  private void schedule(Webhook webhook, Effect.@Nullable OnWebhook fault) {
    WebhookJob job = new WebhookJob(webhook, Mode.UNTIL_ACCEPTED);
    String call = webhook.callControlId();
    if (fault instanceof Effect.Delayed delayed) {
      timeline.schedule(delayed.delay(), () -> sendDelayed(job));
    } else if (fault instanceof Effect.Reordered && !overtaken.containsKey(call)) {
      overtaken.put(call, job);
      timeline.schedule(REORDERING_PATIENCE, () -> releaseOvertaken(call, job));
    } else {
      lanes.addToCall(call, job);
      if (fault instanceof Effect.Duplicated) {
        pending++;
        lanes.addToCall(call, new WebhookJob(webhook, Mode.BYTE_FOR_BYTE));
      } else if (fault instanceof Effect.Redelivered redelivered) {
        pending++;
        lanes.addToCall(call, WebhookJob.once(webhook, redelivered.timestamp()));
      }
      WebhookJob held = overtaken.remove(call);
      if (held != null) {
        lanes.addToCall(call, held);
      }
      sendReady();
    }
  }

  private void sendDelayed(WebhookJob job) {
    synchronized (lock) {
      lanes.addAlone(job);
      sendReady();
    }
  }

  private void releaseOvertaken(String call, WebhookJob job) {
    synchronized (lock) {
      if (overtaken.remove(call, job)) {
        lanes.addToCall(call, job);
        sendReady();
      }
    }
  }

  @GuardedBy("lock")
  private void sendReady() {
    while (!closed && inFlight < MAX_IN_FLIGHT) {
      Lane lane = lanes.takeReady();
      if (lane == null) {
        return;
      }
      URI target = urls.url();
      if (target == null) {
        settle(lane, State.NOT_SENT);
      } else {
        send(lane, target);
      }
    }
  }

  @GuardedBy("lock")
  private void send(Lane lane, URI target) {
    WebhookJob job = lane.first();
    Instant now = timeline.instant();
    Sent sent =
        job.webhook()
            .latest()
            .filter(latest -> job.mode() == Mode.BYTE_FOR_BYTE)
            .orElseGet(() -> job.webhook().sign(key, target, now, job.timestamp(redelivery)));
    inFlight++;
    sender.post(sent, status -> answered(lane, job, sent, now, status.orElse(null)));
  }

  private void answered(
      Lane lane, WebhookJob job, Sent sent, Instant sentAt, @Nullable Integer status) {
    synchronized (lock) {
      inFlight--;
      Webhook webhook = job.webhook();
      String target = sent.url().toString();
      webhook.attempted(
          new Attempt(sent.number(), target, sentAt, sent.timestamp(), sent.signature(), status));
      URI failover = urls.failover();
      if (status != null && status >= 200 && status < 300) {
        settle(lane, State.DELIVERED);
      } else if (job.mode() != Mode.UNTIL_ACCEPTED) {
        settle(lane, null);
      } else if (failover != null && !sent.url().equals(failover) && !closed) {
        send(lane, failover);
      } else {
        retry(lane, webhook, sent, status);
      }
      sendReady();
    }
  }

  @GuardedBy("lock")
  private void retry(Lane lane, Webhook webhook, Sent sent, @Nullable Integer status) {
    int round = webhook.roundFailed();
    if (round <= redelivery.retries()) {
      // At INFO once per webhook, not per attempt: a receiver may be down for long.
      log.atLevel(round == 1 ? Level.INFO : Level.DEBUG)
          .log(
              "{} was answered {} by {}, attempt {}; it will be sent again",
              webhook.type(),
              status == null ? "not at all" : status,
              sent.url(),
              sent.number());
      timeline.schedule(redelivery.delayAfter(round), () -> sendAgain(lane));
    } else {
      log.warn("{} is given up after {} attempts", webhook.type(), sent.number());
      settle(lane, State.FAILED);
      failed.add(webhook, webhook.weight());
    }
  }

  private void sendAgain(Lane lane) {
    synchronized (lock) {
      lanes.retry(lane);
      sendReady();
    }
  }

  /** Finishes the first job of a lane; repetitions do not change what became of a webhook. */
  @GuardedBy("lock")
  private void settle(Lane lane, @Nullable State state) {
    Webhook webhook = lanes.finishFirst(lane).webhook();
    pending--;
    if (state != null && webhook.isPending()) {
      webhook.setState(state);
    }
  }
}
