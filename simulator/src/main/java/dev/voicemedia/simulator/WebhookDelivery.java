package dev.voicemedia.simulator;

import dev.voicemedia.simulator.WebhookRecord.Attempt;
import dev.voicemedia.simulator.WebhookRecord.State;
import java.net.URI;
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
 * 2xx.
 */
final class WebhookDelivery implements AutoCloseable {

  static final int MAX_PENDING = 10_000;
  static final int MAX_RECORDS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(WebhookDelivery.class);
  private static final int MAX_IN_FLIGHT = 32;

  private final Timeline timeline;
  private final SigningKey key;
  private final WebhookSender sender;
  private final Redelivery redelivery;
  private final Deque<Webhook> records = new ArrayDeque<>();
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();
  private @Nullable URI url;
  private int pending;
  private int inFlight;
  private boolean closed;

  WebhookDelivery(Timeline timeline, SigningKey key, WebhookSender sender, Redelivery redelivery) {
    this.timeline = timeline;
    this.key = key;
    this.sender = sender;
    this.redelivery = redelivery;
  }

  synchronized void sendTo(@Nullable URI webhookUrl) {
    url = webhookUrl;
  }

  synchronized void enqueue(CallEvent event) {
    Webhook webhook = new Webhook(event, timeline.instant());
    if (records.size() == MAX_RECORDS) {
      records.remove();
    }
    records.add(webhook);
    if (url == null || pending == MAX_PENDING) {
      if (url != null) {
        log.warn("{} webhooks wait; {} is not sent", pending, event.type());
      }
      webhook.setState(State.NOT_SENT);
      return;
    }
    pending++;
    Lane lane = lanes.computeIfAbsent(event.callControlId(), id -> new Lane());
    lane.waiting.add(webhook);
    if (lane.waiting.size() == 1) {
      ready.add(lane);
      sendReady();
    }
  }

  /** The latest webhooks, oldest first. */
  synchronized List<WebhookRecord> records() {
    return records.stream().map(Webhook::toRecord).toList();
  }

  private void sendReady() {
    while (!closed && inFlight < MAX_IN_FLIGHT && !ready.isEmpty()) {
      send(ready.remove());
    }
  }

  private void send(Lane lane) {
    URI target = url;
    Webhook webhook = lane.waiting.element();
    if (target == null) {
      settle(lane, webhook, State.NOT_SENT);
      return;
    }
    inFlight++;
    int number = webhook.beginAttempt();
    Instant now = timeline.instant();
    byte[] body = webhook.body(number, target);
    String timestamp = Long.toString(now.getEpochSecond());
    String signature = key.sign(timestamp, body);
    sender.post(
        target,
        body,
        timestamp,
        signature,
        status ->
            answered(
                lane,
                webhook,
                new Attempt(
                    number, target.toString(), now, timestamp, signature, status.orElse(null))));
  }

  private synchronized void answered(Lane lane, Webhook webhook, Attempt attempt) {
    inFlight--;
    webhook.attempted(attempt);
    int status = Optional.ofNullable(attempt.status()).orElse(0);
    Instant giveUp = webhook.enqueuedAt().plus(redelivery.giveUpAfter());
    if (status >= 200 && status < 300) {
      settle(lane, webhook, State.DELIVERED);
    } else if (timeline.instant().isBefore(giveUp)) {
      // Once a webhook, not once an attempt: a receiver may be down for long.
      log.atLevel(attempt.number() == 1 ? Level.INFO : Level.DEBUG)
          .log(
              "{} was answered {}, attempt {}; it will be sent again",
              webhook.event().type(),
              status == 0 ? "not at all" : status,
              attempt.number());
      timeline.schedule(redelivery.delayAfter(attempt.number()), () -> sendAgain(lane));
    } else {
      log.warn("{} is given up after {} attempts", webhook.event().type(), attempt.number());
      settle(lane, webhook, State.ABANDONED);
    }
    sendReady();
  }

  private synchronized void sendAgain(Lane lane) {
    ready.add(lane);
    sendReady();
  }

  private void settle(Lane lane, Webhook webhook, State state) {
    webhook.setState(state);
    pending--;
    lane.waiting.remove();
    if (lane.waiting.isEmpty()) {
      lanes.remove(webhook.event().callControlId());
    } else {
      ready.add(lane);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    ready.clear();
    sender.close();
  }

  /** One call's webhooks, in order; the first is the one that is being sent. */
  private static final class Lane {
    private final Deque<Webhook> waiting = new ArrayDeque<>();
  }
}
