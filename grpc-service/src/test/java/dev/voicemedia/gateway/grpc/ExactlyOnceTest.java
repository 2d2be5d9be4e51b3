package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Commands from concurrent callers, through real gRPC and real HTTP, to a Telnyx that fails in
 * every way it can, one time in five: each takes effect once or not at all, and what callers are
 * told about it is true.
 *
 * <p>{@code -Dvoicemedia.exactly-once.commands} sets how many; the nightly profile does.
 */
final class ExactlyOnceTest {
  private static final int COMMANDS = Integer.getInteger("voicemedia.exactly-once.commands", 500);

  /** The simulator remembers no more than 10,000 requests. */
  private static final int ROUND = 2_000;

  private static final int CALLERS = 48;
  private static final int CALLS = 60;
  private static final double FAULT_RATE = 0.2;

  private static final List<Effect> FAULTS =
      List.of(
          new Effect.Answer(408, false),
          new Effect.Answer(408, true),
          new Effect.Answer(429, false, Map.of("Retry-After-Ms", "30"), "{}"),
          new Effect.Answer(500, false),
          new Effect.Answer(500, true),
          new Effect.Answer(502, false, Map.of(), "<html>Bad Gateway</html>"),
          new Effect.Answer(502, true, Map.of(), "<html>Bad Gateway</html>"),
          new Effect.Answer(503, false, Map.of("Retry-After-Ms", "50"), ""),
          new Effect.Answer(503, true),
          new Effect.Answer(504, true),
          new Effect.Answer(302, false, Map.of("Location", "/elsewhere"), ""),
          new Effect.Answer(200, false, Map.of(), "\u0000\u0001 garbage"),
          new Effect.Answer(200, true, Map.of(), "{\"data\":"),
          new Effect.SlowHeaders(Duration.ofMillis(900)),
          new Effect.StalledBody(Duration.ofSeconds(20)),
          new Effect.CutBody(),
          new Effect.DroppedConnection(false),
          new Effect.DroppedConnection(true),
          new Effect.ResetConnection(false),
          new Effect.ResetConnection(true),
          new Effect.NoAnswer(false),
          new Effect.NoAnswer(true));

  @Test
  void everyCommandTakesEffectOnceOrNotAtAllAndCallersLearnTheTruth() throws Exception {
    ExactlyOnceReport report = new ExactlyOnceReport();
    for (int done = 0, round = 0; done < COMMANDS; done += ROUND, round++) {
      round(new Random(round), Math.min(ROUND, COMMANDS - done), report);
    }

    System.out.println(report);
    assertThat(report.wrong()).isEmpty();
    assertThat(report.faults()).isGreaterThan(COMMANDS / 8);
    assertThat(report.answeredOk()).isGreaterThan(COMMANDS * 8 / 10);
  }

  private static void round(Random random, int commands, ExactlyOnceReport report)
      throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (Simulator telnyx = simulator(random);
        SystemTimer timer = new SystemTimer();
        ActionsServer gateway =
            new ActionsServer(telnyx.baseUrl(), telnyx.apiKey(), timer, AttemptPolicy.DEFAULTS)) {
      List<SimulatedCall> calls =
          IntStream.range(0, CALLS).mapToObj(i -> telnyx.openCall()).toList();
      List<Future<CallerStory>> stories = new ArrayList<>();
      for (int i = 0; i < commands; i++) {
        SimulatedCall call = calls.get(i % CALLS);
        // Some calls end on the way: what was executed before is then hard to tell from what was
        // not.
        boolean hangsUp = i % 200 == 199;
        CallerStory story =
            new CallerStory(call.callControlId(), "cmd-" + i, new Random(random.nextLong()));
        stories.add(
            callers.submit(
                () -> {
                  if (hangsUp) {
                    call.hangUp();
                  }
                  return story.play(gateway);
                }));
      }
      List<CallerStory> played = new ArrayList<>();
      for (Future<CallerStory> story : stories) {
        played.add(story.get(120, TimeUnit.SECONDS));
      }
      report.add(played, telnyx.commands());
    } finally {
      callers.shutdownNow();
    }
  }

  private static Simulator simulator(Random random) throws IOException {
    Simulator telnyx =
        Simulator.builder()
            .port(0)
            .speechRate(1_000_000)
            .random(new Random(random.nextLong()))
            .start();
    // Of those that are left, so that each of them strikes as often as any other.
    double each = FAULT_RATE / FAULTS.size();
    double left = 1;
    for (Effect fault : FAULTS) {
      telnyx.inject(Fault.of(fault).atRate(each / left));
      left -= each;
    }
    return telnyx;
  }
}
