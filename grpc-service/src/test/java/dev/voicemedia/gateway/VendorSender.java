package dev.voicemedia.gateway;

import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Webhooks of many calls, sent to gateways in turn, in which each call waits for an answer before
 * it sends its next. One that is not answered 200 within 2 s is sent again, to the next gateway, up
 * to five times within a minute; then it is given up, as the vendor does. A last call is impatient:
 * it repeats its webhook every quarter of a second, which shows for how long there is no 200.
 */
final class VendorSender implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int[] SECONDS_BEFORE_RETRIES = {1, 3, 8, 15, 20};

  private static final int IMPATIENT_MILLIS = 250;

  private final WebhookSigner signer;
  private final List<URI> gateways;
  private final long pauseMillis;
  private final List<Thread> calls;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger repeating = new AtomicInteger();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private volatile boolean running = true;

  VendorSender(WebhookSigner signer, List<URI> gateways, int calls, Duration pause) {
    this.signer = signer;
    this.gateways = gateways;
    this.pauseMillis = pause.toMillis();
    this.calls =
        IntStream.rangeClosed(0, calls)
            .mapToObj(call -> new Thread(() -> send(call, call == calls), "call " + call))
            .toList();
  }

  void start() {
    calls.forEach(Thread::start);
  }

  /** Sends nothing new, and waits until every webhook is acknowledged or given up. */
  void stop() throws InterruptedException {
    running = false;
    for (Thread call : calls) {
      call.join();
    }
  }

  /** The status of a webhook of no call, which is signed now. */
  int post(URI gateway) throws InterruptedException {
    return post(gateway, webhook("none", -1));
  }

  /** How many webhooks wait for their next attempt. */
  int repeating() {
    return repeating.get();
  }

  /** What is acknowledged or given up, in that order. */
  List<Sent> sent() {
    synchronized (sent) {
      return List.copyOf(sent);
    }
  }

  /** Every answer that was not 200; status 0 is for none. */
  List<Answer> otherAnswers() {
    synchronized (answers) {
      return List.copyOf(answers);
    }
  }

  @Override
  public void close() {
    running = false;
    calls.forEach(Thread::interrupt);
  }

  private void send(int call, boolean impatient) {
    try {
      for (int number = 0; running; number++) {
        String id = call + "-" + number;
        Instant first = Instant.now();
        boolean acknowledged = deliver(webhook(id, call), impatient);
        synchronized (sent) {
          sent.add(new Sent(id, call, number, first, acknowledged));
        }
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private boolean deliver(byte[] body, boolean impatient) throws InterruptedException {
    for (int attempt = 0; true; attempt++) {
      int status = post(gateways.get(turn.getAndIncrement() % gateways.size()), body);
      if (status == 200) {
        return true;
      }
      synchronized (answers) {
        answers.add(new Answer(Instant.now(), status));
      }
      repeating.incrementAndGet();
      try {
        if (impatient) {
          TimeUnit.MILLISECONDS.sleep(IMPATIENT_MILLIS);
        } else if (attempt < SECONDS_BEFORE_RETRIES.length) {
          TimeUnit.SECONDS.sleep(SECONDS_BEFORE_RETRIES[attempt]);
        } else {
          return false;
        }
      } finally {
        repeating.decrementAndGet();
      }
    }
  }

  private int post(URI gateway, byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body));
    signer
        .headers(Instant.now(), body)
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    try {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static byte[] webhook(String id, int call) {
    return """
    {"data":{"record_type":"event","event_type":"call.dtmf.received","id":"%s",\
    "occurred_at":"2026-01-31T09:30:00Z","payload":{"call_control_id":"v3:%d",\
    "call_leg_id":"leg-%d","call_session_id":"session-%d","digit":"1"}},"meta":{"attempt":1}}
    """
        .formatted(id, call, call, call)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A webhook that is over.
   *
   * @param number from 0, within the call
   */
  record Sent(String id, int call, int number, Instant first, boolean acknowledged) {}

  record Answer(Instant at, int status) {}
}
