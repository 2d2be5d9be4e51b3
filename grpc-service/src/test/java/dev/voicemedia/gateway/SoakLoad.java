package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Good clients at a steady rate: webhooks, actions, streams that stay and streams that resume. */
final class SoakLoad implements AutoCloseable {
  private static final int POSTERS = 4;
  private static final long EACH_POSTS_EVERY_MILLIS = 40;
  private static final long ACTION_EVERY_MILLIS = 50;
  private static final int SESSIONS = 50;
  private static final int LARGE_EVERY = 50;
  private static final int REPEATED_EVERY = 10;
  private static final String LARGE = "x".repeat(60_000);
  private static final String USUAL = "x".repeat(1_000);
  private static final int STREAMS_THAT_STAY = 100;
  private static final int READERS = 4;
  private static final long READ_SECONDS = 5;

  private final ServingJar serving;
  private final ManagedChannel channel;
  private final RepeatingCaller caller;
  private final ScheduledExecutorService posters = Executors.newScheduledThreadPool(POSTERS + 1);
  private final List<LiveStream> staying = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();
  private final AtomicInteger posted = new AtomicInteger();
  private final AtomicInteger actions = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger resumptions = new AtomicInteger();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final List<Set<String>> seen = new ArrayList<>();
  private final List<Exception> failures = new CopyOnWriteArrayList<>();
  private volatile boolean over;

  /** Begins at once. */
  SoakLoad(ServingJar serving, String call) {
    this.serving = serving;
    channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + serving.grpcPort(), InsecureChannelCredentials.create())
            .build();
    caller = new RepeatingCaller(channel);
    for (int i = 0; i < STREAMS_THAT_STAY; i++) {
      staying.add(new LiveStream(channel));
    }
    for (int i = 0; i < READERS; i++) {
      Set<String> ids = ConcurrentHashMap.newKeySet();
      seen.add(ids);
      Thread reader = new Thread(() -> read(ids), "reader-" + i);
      readers.add(reader);
      reader.start();
    }
    for (int i = 0; i < POSTERS; i++) {
      every(EACH_POSTS_EVERY_MILLIS, this::post);
    }
    every(ACTION_EVERY_MILLIS, () -> caller.speak(call, "action-" + actions.getAndIncrement()));
  }

  /** Lets what is under way end; nothing new begins, but streams go on. */
  void stopSending() throws InterruptedException {
    posters.shutdown();
    assertThat(posters.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  /** What did not go as it should; empty if all went well. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    failures.forEach(failure -> complaints.add(failure.toString()));
    if (refused.get() > 0) {
      complaints.add(refused + " webhooks were not answered 200");
    }
    for (Set<String> ids : seen) {
      Set<String> lost = new HashSet<>(acknowledged);
      lost.removeAll(ids);
      if (!lost.isEmpty()) {
        complaints.add(lost.size() + " acknowledged events have not reached a stream");
      }
    }
    if (caller.accepted() != actions.get()) {
      complaints.add(caller.accepted() + " of " + actions + " actions were accepted");
    }
    staying.stream()
        .filter(LiveStream::isOver)
        .forEach(stream -> complaints.add("a stream ended: " + stream.end()));
    return complaints;
  }

  @Override
  public String toString() {
    return "%d webhooks, %d acknowledged; %d actions, %d repeated after an error; %d resumptions"
        .formatted(
            posted.get(), acknowledged.size(), actions.get(), caller.repeats(), resumptions.get());
  }

  @Override
  public void close() {
    over = true;
    posters.shutdownNow();
    caller.close();
    channel.shutdownNow();
    for (Thread reader : readers) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void every(long millis, Work work) {
    var unused =
        posters.scheduleAtFixedRate(
            () -> {
              try {
                work.run();
              } catch (Exception e) { // which would end the schedule
                failures.add(e);
              }
            },
            0,
            millis,
            TimeUnit.MILLISECONDS);
  }

  private void post() throws Exception {
    int number = posted.getAndIncrement();
    String id = "soak-" + number;
    byte[] body =
        """
        {"data":{"id":"%s","event_type":"call.hangup","payload":{"call_session_id":"s-%d","x":"%s"}}}
        """
            .formatted(id, number % SESSIONS, number % LARGE_EVERY == 0 ? LARGE : USUAL)
            .getBytes(UTF_8);
    for (int i = 0; i < (number % REPEATED_EVERY == 0 ? 2 : 1); i++) {
      if (serving.post(body) == 200) {
        acknowledged.add(id);
      } else {
        refused.incrementAndGet();
      }
    }
  }

  /** Reads for some seconds, is cut off, and resumes after the last message. */
  private void read(Set<String> ids) {
    String cursor = "";
    while (!over) {
      SubscribeRequest.Builder request = SubscribeRequest.newBuilder();
      if (cursor.isEmpty()) {
        request.setEarliest(StartEarliest.getDefaultInstance());
      } else {
        request.setAfter(cursor);
      }
      resumptions.incrementAndGet();
      try {
        Iterator<SubscribeResponse> stream =
            WebhookEventsServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(READ_SECONDS, TimeUnit.SECONDS)
                .subscribe(request.build());
        while (stream.hasNext()) {
          SubscribeResponse message = stream.next();
          if (message.hasEvent() && !ids.add(message.getEvent().getId())) {
            failures.add(new IllegalStateException("repeated: " + message.getEvent().getId()));
          }
          cursor = message.getCursor();
        }
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Code.DEADLINE_EXCEEDED && !over) {
          failures.add(e);
        }
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }
}
