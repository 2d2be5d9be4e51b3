package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well good clients are served while strangers flood the ports, and what the gateway holds
 * after it, compared with what it held after a short flood of the same kind. Prints a row of each:
 * name, numbers of attempts and of good rounds, p99 of webhooks and of actions in ms, idle and
 * during the flood, what is held before and after, and characters logged.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodsNightly {
  private static final int HELD = 800;
  private static final long SECONDS = Long.getLong("voicemedia.flood.seconds", 60);
  private static final long WARM_UP_SECONDS = 2;
  private static final double SLOWEST_WEBHOOK_MILLIS = 1_000;
  private static final Duration BACK_WITHIN = Duration.ofSeconds(60);
  private static final long MAX_LOGGED = 1_000_000;

  @TempDir static Path folder;
  private Simulator telnyx;
  private ServingJar serving;
  private Floods good;
  private Floods.Latency idle;

  /** What good clients leave behind: commands are remembered for a time. */
  private double heapPerRound;

  @BeforeAll
  void start() throws Exception {
    telnyx = Simulator.builder().apiKey(ServingJar.API_KEY).speechRate(1000).start();
    WebhookSigner signer = WebhookSigner.random();
    serving =
        ServingJar.of(
            ServingJar.launch(folder, signer, List.of(), "--telnyx-base-url=" + telnyx.baseUrl()),
            signer);
    good = new Floods(serving, telnyx.openCall().callControlId());
    good.measure(WARM_UP_SECONDS);
    Floods.Held before = good.held();
    idle = good.measure(SECONDS);
    heapPerRound = Math.max(0, (good.held().heap() - before.heap()) / idle.rounds());
  }

  @AfterAll
  void stop() {
    serving.close();
    telnyx.close();
  }

  @Test
  void streamsWithoutRequests() throws Exception {
    withstands("HEADERS flood", Map.of(Flood.HEADERS, 2));
  }

  @Test
  void streamsThatAreReset() throws Exception {
    withstands("reset flood", Map.of(Flood.RESETS, 2));
  }

  @Test
  void settings() throws Exception {
    withstands("SETTINGS flood", Map.of(Flood.SETTINGS, 1));
  }

  @Test
  void hosts() throws Exception {
    withstands("Host flood", Map.of(Flood.HOSTS, 2));
  }

  @Test
  void headersThatNeverEnd() throws Exception {
    withstands("slow headers", Map.of(Flood.SLOW_HEADERS, HELD));
  }

  @Test
  void bodiesThatNeverEnd() throws Exception {
    withstands("slow bodies", Map.of(Flood.SLOW_BODIES, HELD));
  }

  @Test
  void connectionsThatAreIdle() throws Exception {
    withstands("idle connections", Map.of(Flood.IDLE_CONNECTIONS, 6 * HELD));
  }

  @Test
  void everythingAtOnce() throws Exception {
    withstands(
        "everything at once",
        Map.of(Flood.HEADERS, 1, Flood.RESETS, 1, Flood.HOSTS, 1, Flood.SLOW_HEADERS, HELD));
  }

  private void withstands(String name, Map<Flood, Integer> floods) throws Exception {
    duringFloods(floods, WARM_UP_SECONDS);
    good.settle();
    Floods.Held before = good.held();
    long loggedBefore = good.loggedBytes();

    Result result = duringFloods(floods, SECONDS);

    long logged = good.loggedBytes() - loggedBefore;
    double own = heapPerRound * result.during().rounds();
    Floods.Held after =
        await()
            .atMost(BACK_WITHIN)
            .pollInterval(Duration.ofSeconds(2))
            .until(good::held, held -> held.isBackAt(before, own));
    System.out.printf(
        "| %s | %d, %d good | %.0f → %.0f | %.1f → %.1f | %s → %s, own %.2f | %d |%n",
        name,
        result.attempts(),
        result.during().rounds(),
        idle.webhooksP99(),
        result.during().webhooksP99(),
        idle.actionsP99(),
        result.during().actionsP99(),
        before,
        after,
        own,
        logged);
    assertThat(result.during().webhooksP99()).isLessThan(SLOWEST_WEBHOOK_MILLIS);
    assertThat(logged).isLessThan(MAX_LOGGED);
  }

  private Result duringFloods(Map<Flood, Integer> floods, long seconds) throws Exception {
    List<NicedAttack> attacks = new ArrayList<>();
    try {
      for (Map.Entry<Flood, Integer> flood : floods.entrySet()) {
        attacks.add(NicedAttack.start(flood.getKey(), serving, flood.getValue()));
      }
      TimeUnit.SECONDS.sleep(1); // until they have started
      Floods.Latency during = good.measure(seconds);
      long attempts = 0;
      for (NicedAttack attack : attacks) {
        long done = attack.end();
        assertThat(done).isPositive();
        attempts += done;
      }
      return new Result(during, attempts);
    } finally {
      attacks.forEach(NicedAttack::kill);
    }
  }

  /** What good clients have seen, and how often strangers have tried. */
  private record Result(Floods.Latency during, long attempts) {}
}
