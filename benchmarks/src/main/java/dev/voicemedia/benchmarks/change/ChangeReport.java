package dev.voicemedia.benchmarks.change;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.WarmUp;
import dev.voicemedia.benchmarks.actions.UpstreamProcess;
import dev.voicemedia.benchmarks.change.Comparison.Verdict;
import dev.voicemedia.benchmarks.log.SignedRequests;
import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.benchmarks.start.ReadyTime;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One jar beside another, both running, loaded in turns: what became slower, in two minutes. Ends
 * with status 1 if anything did.
 */
public final class ChangeReport {
  private static final int MANY = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final int STARTS = 5;
  private static final int FEWEST_ROUNDS = 5;
  private static final long SECONDS = Long.getLong("benchmark.seconds", 45);
  private static final int BATCH = 256;

  private final WebhookSigner signer;
  private final Contender before;
  private final Contender after;
  private final Comparison many = new Comparison("a webhook, CPU, 64 connections", "µs");
  private final Comparison one = new Comparison("a webhook, CPU, 1 connection", "µs");
  private final Comparison action = new Comparison("an action, CPU, 32 under way", "µs");
  private final Comparison replay = new Comparison("a replayed event, CPU", "µs");
  private final Comparison batches = new Comparison("a replayed event in a batch, CPU", "µs");
  private final Comparison delivery =
      new Comparison("a delivery, each webhook to 500 subscribers, CPU", "µs");

  private ChangeReport(WebhookSigner signer, Contender before, Contender after) {
    this.signer = signer;
    this.before = before;
    this.after = after;
  }

  /** What one thing costs, of each of the two. */
  private interface Costs<T> {
    double of(T one) throws Exception;
  }

  /** Arguments: the jar before, and the jar after. */
  public static void main(String[] args) throws Exception {
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    WebhookSigner signer = WebhookSigner.random();
    List<Comparison> comparisons;
    try (ChildProcess upstream = UpstreamProcess.start()) {
      String telnyx = UpstreamProcess.baseUrl(upstream);
      Launch launch = Launch.of(data, signer.publicKey()).withTelnyx(telnyx);
      try (Contender before = new Contender(launch.ofJar(args[0]).in(data.resolve("before")));
          Contender after = new Contender(launch.ofJar(args[1]).in(data.resolve("after")))) {
        comparisons = new ChangeReport(signer, before, after).run();
      }
    } finally {
      Folders.delete(data);
    }
    Comparison ready = new Comparison("dev ready, from process start", "ms");
    for (int start = 0; start < STARTS; start++) {
      inTurns(ready, start, ReadyTime::ofDev, args[0], args[1]);
    }
    comparisons.add(ready);
    System.exit(print(comparisons) ? 1 : 0);
  }

  private List<Comparison> run() throws Exception {
    WarmUp.of(
        List.of(before.cpu(), after.cpu()),
        WARM_UP,
        slice -> {
          List<Signed> webhooks = SignedRequests.make(signer, "warm-up-" + slice, 3_000);
          List<Signed> live = SignedRequests.make(signer, "warm-up-live-" + slice, 30);
          for (Contender each : List.of(before, after)) {
            double unused = each.webhook(webhooks, MANY);
            unused = each.action(1_200);
            unused = each.replay(0);
            unused = each.replay(BATCH);
            unused = each.delivery(live);
          }
        });
    long end = System.nanoTime() + SECONDS * 1_000_000_000;
    for (int round = 0; round < FEWEST_ROUNDS || System.nanoTime() < end; round++) {
      round(round);
    }
    return new ArrayList<>(List.of(many, one, action, replay, batches, delivery));
  }

  private void round(int round) throws Exception {
    List<Signed> webhooks = SignedRequests.make(signer, "many-" + round, 2_500);
    List<Signed> oneByOne = SignedRequests.make(signer, "one-" + round, 600);
    List<Signed> live = SignedRequests.make(signer, "live-" + round, 80);
    compare(many, round, each -> each.webhook(webhooks, MANY));
    compare(one, round, each -> each.webhook(oneByOne, 1));
    compare(action, round, each -> each.action(1_000));
    compare(replay, round, each -> each.replay(0));
    compare(batches, round, each -> each.replay(BATCH));
    compare(delivery, round, each -> each.delivery(live));
  }

  private void compare(Comparison comparison, int round, Costs<Contender> costs) throws Exception {
    inTurns(comparison, round, costs, before, after);
  }

  /** First the one and then the other, and in the next round the other way round. */
  private static <T> void inTurns(
      Comparison comparison, int round, Costs<T> costs, T before, T after) throws Exception {
    boolean inOrder = round % 2 == 0;
    double first = costs.of(inOrder ? before : after);
    double second = costs.of(inOrder ? after : before);
    comparison.before().add(inOrder ? first : second);
    comparison.after().add(inOrder ? second : first);
  }

  /** Prints what came of it, and returns whether anything became slower. */
  private static boolean print(List<Comparison> comparisons) {
    System.out.printf(
        Locale.ROOT,
        "%nJava %s, %d processors%n%n"
            + "| what | before | after | after / before | with 95 %% | rounds | verdict |%n"
            + "|---|---|---|---|---|---|---|%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    comparisons.forEach(System.out::println);
    boolean slower = comparisons.stream().anyMatch(each -> each.verdict() == Verdict.SLOWER);
    System.out.printf(
        Locale.ROOT,
        "%n%s%n",
        slower
            ? "Slower, by more than %.0f %%.".formatted(100 * (Comparison.BOUND - 1))
            : "Nothing is slower by more than %.0f %%.".formatted(100 * (Comparison.BOUND - 1)));
    return slower;
  }
}
