package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Iterators;
import dev.voicemedia.simulator.Simulator;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Good clients at a steady rate for a long time, while strangers flood the ports, one kind after
 * the other. {@code -Dvoicemedia.soak.seconds=} says how long; prints what is held after each
 * flood.
 */
class SoakNightly {
  private static final long SECONDS = Long.getLong("voicemedia.soak.seconds", 600);

  /** Until then, commands are remembered and buffers fill. */
  private static final long WARM_UP_SECONDS = Math.min(180, SECONDS / 2);

  private static final long FLOOD_SECONDS = 5;
  private static final int HELD = 300;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void whatIsHeldDoesNotGrowAndNothingIsLost() throws Exception {
    WebhookSigner signer = WebhookSigner.random();
    try (Simulator telnyx =
            Simulator.builder().apiKey(ServingJar.API_KEY).speechRate(1000).start();
        ServingJar serving =
            ServingJar.of(
                ServingJar.launch(
                    folder, signer, List.of(), "--telnyx-base-url=" + telnyx.baseUrl()),
                signer)) {
      List<Floods.Held> samples = new ArrayList<>();
      Map<Flood, Long> attempts = new EnumMap<>(Flood.class);
      try (SoakLoad load = new SoakLoad(serving, telnyx.openCall().callControlId())) {
        Floods gateway = new Floods(serving, "");
        long begun = System.nanoTime();
        Iterator<Flood> floods = Iterators.cycle(Flood.values());
        while (secondsSince(begun) < SECONDS) {
          Flood kind = floods.next();
          attempts.merge(kind, flood(kind, serving), Long::sum);
          Floods.Held held = gateway.settle();
          System.out.printf("%d s: %s%n", secondsSince(begun), held);
          if (secondsSince(begun) >= WARM_UP_SECONDS) {
            samples.add(held);
          }
        }
        load.stopSending();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(load.complaints()).isEmpty());
        System.out.printf("soak of %d s: %s, lost 0; attempts: %s%n", SECONDS, load, attempts);
        assertThat(attempts.values()).allSatisfy(each -> assertThat(each).isPositive());
      }

      int some = Math.max(1, samples.size() / 3);
      Floods.Held first = median(samples.subList(0, some));
      Floods.Held last = median(samples.subList(samples.size() - some, samples.size()));
      System.out.printf("%s → %s%n", first, last);
      assertThat(last.isBackAt(first, 0)).as("%s, then %s", first, last).isTrue();
    }
  }

  /** How often strangers have tried. */
  private static long flood(Flood kind, ServingJar serving) throws Exception {
    NicedAttack attack = NicedAttack.start(kind, serving, kind.isOfConnections() ? HELD : 1);
    try {
      TimeUnit.SECONDS.sleep(FLOOD_SECONDS);
      return attack.end();
    } finally {
      attack.kill();
    }
  }

  private static long secondsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
  }

  private static Floods.Held median(List<Floods.Held> samples) {
    return new Floods.Held(
        median(samples, Floods.Held::heap),
        median(samples, Floods.Held::threads),
        median(samples, Floods.Held::descriptors));
  }

  private static double median(List<Floods.Held> samples, ToDoubleFunction<Floods.Held> what) {
    return samples.stream()
        .mapToDouble(what)
        .sorted()
        .skip(samples.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
