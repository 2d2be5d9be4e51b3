package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills {@code serve} at random moments while webhooks come in, some of them while it starts, and
 * looks for what it had acknowledged. Profile {@code nightly} kills it 50 times, {@code
 * -Dvoicemedia.kills=} as often as it says; {@code -Dvoicemedia.seed=} repeats a run's moments.
 */
class CrashSeriesIT {
  private static final int KILLS = Integer.getInteger("voicemedia.kills", 3);
  private static final int CONNECTIONS = 16;
  private static final int LONGEST_MILLIS = 1200;
  private static final int CURSORS_KEPT_A_KILL = 5;

  @TempDir Path folder;
  private final WebhookSigner signer = WebhookSigner.random();
  private final long seed = Long.getLong("voicemedia.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Of each connection, how many of its events have been acknowledged. */
  private final List<AtomicInteger> acknowledged =
      IntStream.range(0, CONNECTIONS).mapToObj(i -> new AtomicInteger()).toList();

  /** Cursors that were given out, and the event behind each. */
  private final Map<String, String> next = new HashMap<>();

  @Test
  void whatWasAcknowledgedIsThereOnceAndInOrderAfterEveryKill() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      RunningJar process = ServingJar.launch(folder, signer, List.of());
      if (random.nextInt(5) == 0) {
        pause(); // while it starts
        process.kill();
        continue;
      }
      ServingJar serving = ServingJar.of(process, signer);
      check(serving);
      List<Thread> posters =
          IntStream.range(0, CONNECTIONS)
              .mapToObj(connection -> new Thread(() -> post(serving, connection)))
              .toList();
      posters.forEach(Thread::start);
      pause();
      serving.kill();
      for (Thread poster : posters) {
        poster.join();
      }
    }
    List<String> found;
    try (ServingJar serving = ServingJar.of(ServingJar.launch(folder, signer, List.of()), signer)) {
      found = check(serving);
    }
    int total = acknowledged.stream().mapToInt(AtomicInteger::get).sum();
    System.out.printf(
        "crash series: %d kills, %d acknowledged, %d found, %d repeated, %d cursors checked,"
            + " %d stored but not acknowledged, seed %d%n",
        KILLS,
        total,
        total - missing(found).size(),
        found.size() - Set.copyOf(found).size(),
        next.size(),
        found.size() - total,
        seed);
  }

  /** Any time at all is a moment to be killed at. */
  private void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_MILLIS));
  }

  /** Each event is of the connection's own call session; the next follows its acknowledgement. */
  private void post(ServingJar serving, int connection) {
    AtomicInteger count = acknowledged.get(connection);
    try {
      while (true) {
        byte[] body =
            """
            {"data":{"id":"%s","event_type":"call.hangup","payload":{"call_session_id":"s-%d"}}}
            """
                .formatted(id(connection, count.get()), connection)
                .getBytes(StandardCharsets.UTF_8);
        if (serving.post(body) == 200) {
          count.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // It was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> check(ServingJar serving) {
    List<SubscribeResponse> events =
        serving.events(
            SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()),
            Integer.MAX_VALUE);
    List<String> found = events.stream().map(event -> event.getEvent().getId()).toList();
    assertThat(missing(found)).as("lost; seed %d", seed).isEmpty();
    assertThat(found).as("seed %d", seed).doesNotHaveDuplicates();
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      String session = "s-" + connection;
      List<String> ofSession =
          events.stream()
              .filter(event -> event.getEvent().getCallSessionId().equals(session))
              .map(event -> event.getEvent().getId())
              .toList();
      assertThat(ofSession).as("seed %d", seed).isEqualTo(ids(connection, ofSession.size()));
    }
    next.forEach(
        (cursor, id) -> assertThat(firstBehind(serving, cursor)).as("seed %d", seed).isEqualTo(id));
    for (int i = 0; i < CURSORS_KEPT_A_KILL && events.size() > 1; i++) {
      int at = random.nextInt(events.size() - 1);
      next.put(events.get(at).getCursor(), events.get(at + 1).getEvent().getId());
    }
    return found;
  }

  private static String firstBehind(ServingJar serving, String cursor) {
    return serving
        .events(SubscribeRequest.newBuilder().setAfter(cursor), 1)
        .get(0)
        .getEvent()
        .getId();
  }

  private Set<String> missing(List<String> found) {
    Set<String> missing = new HashSet<>();
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      missing.addAll(ids(connection, acknowledged.get(connection).get()));
    }
    found.forEach(missing::remove);
    return missing;
  }

  private static List<String> ids(int connection, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(id(connection, i));
    }
    return ids;
  }

  private static String id(int connection, int number) {
    return connection + "-" + number;
  }
}
