package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.v1.StartLatest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long after its POST or its 200 an event is on the feed, of the same gateway or another. */
public final class FeedDelay {
  private static final long SECONDS = 60;

  private final CountDownLatch armed = new CountDownLatch(1);
  private final Map<String, Long> arrived = new ConcurrentHashMap<>();
  private final List<Signed> webhooks;
  private final CountDownLatch all;

  private FeedDelay(List<Signed> webhooks) {
    this.webhooks = webhooks;
    this.all = new CountDownLatch(webhooks.size());
  }

  /** Sends webhooks, and returns the time that each counts from. */
  private interface Sending {
    long[] send() throws IOException, InterruptedException;
  }

  /**
   * Nanoseconds from each answer to the event, in ascending order; 0 where the event came first.
   *
   * @param pauseMillis between an answer and the next webhook
   */
  static long[] measure(List<Signed> webhooks, int webhookPort, int grpcPort, long pauseMillis)
      throws IOException, InterruptedException {
    return new FeedDelay(webhooks)
        .run(
            grpcPort,
            () -> {
              long[] answered = new long[webhooks.size()];
              for (int i = 0; i < answered.length; i++) {
                int unused = WebhookClients.send(List.of(webhooks.get(i)), webhookPort, 1);
                answered[i] = System.nanoTime();
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
              }
              return answered;
            });
  }

  /** Nanoseconds from each POST to the event, in ascending order, at a fixed rate. */
  public static long[] fromPost(
      List<Signed> webhooks, int webhookPort, int grpcPort, int connections, int perSecond)
      throws IOException, InterruptedException {
    return new FeedDelay(webhooks)
        .run(grpcPort, () -> WebhookClients.sendAt(webhooks, webhookPort, connections, perSecond));
  }

  /** Webhooks a second over so many connections, with a subscriber that gets each. */
  public static double borne(List<Signed> webhooks, int webhookPort, int grpcPort, int connections)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long[] unused =
        new FeedDelay(webhooks)
            .run(
                grpcPort,
                () -> {
                  WebhookClients.sendAll(webhooks, webhookPort, connections);
                  return new long[webhooks.size()];
                });
    return webhooks.size() * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
  }

  private long[] run(int grpcPort, Sending sending) throws IOException, InterruptedException {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + grpcPort, InsecureChannelCredentials.create())
            .build();
    try {
      new Thread(() -> consume(channel), "consumer").start();
      await(armed);
      long[] from = sending.send();
      await(all);
      long[] delays = new long[from.length];
      for (int i = 0; i < delays.length; i++) {
        long at = Objects.requireNonNull(arrived.get(webhooks.get(i).id()), "arrived");
        delays[i] = Math.max(0, at - from[i]);
      }
      Arrays.sort(delays);
      return delays;
    } finally {
      channel.shutdownNow();
    }
  }

  private void consume(ManagedChannel channel) {
    try {
      Iterator<SubscribeResponse> stream =
          WebhookEventsServiceGrpc.newBlockingStub(channel)
              .subscribe(
                  SubscribeRequest.newBuilder()
                      .setLatest(StartLatest.getDefaultInstance())
                      .build());
      while (stream.hasNext()) {
        SubscribeResponse message = stream.next();
        if (message.hasOpened()) {
          armed.countDown();
        } else if (message.hasEvent()) {
          arrived.put(message.getEvent().getId(), System.nanoTime());
          all.countDown();
        }
      }
    } catch (StatusRuntimeException e) {
      // The channel is shut down: all have arrived.
    }
  }

  private static void await(CountDownLatch latch) throws IOException, InterruptedException {
    if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("not within " + SECONDS + " s");
    }
  }
}
