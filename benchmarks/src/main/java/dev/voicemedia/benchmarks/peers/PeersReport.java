package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Durable webhooks, and the replay of stored events to a client in Go, beside Express with Redis
 * Streams and with JetStream. Needs what {@code benchmarks/peers/prepare} gets.
 */
public final class PeersReport {
  private static final String BOTH = "both";
  private static final String WEBHOOKS = "webhooks";
  private static final String REPLAY = "replay";

  private PeersReport() {}

  /** Arguments: rounds, 5 if there is none; webhooks or replay for one half. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    String half = args.length < 2 ? System.getProperty("peers.half", BOTH) : args[1];
    if (!List.of(BOTH, WEBHOOKS, REPLAY).contains(half)) {
      throw new IllegalArgumentException(half + ", expected both, webhooks or replay");
    }
    Results results = new Results(PeersReport.class);
    if (!half.equals(REPLAY)) {
      WebhookSigner signer = WebhookSigner.random();
      run(signer, sides -> new WebhookComparison(signer, sides).run(rounds, results));
    }
    if (!half.equals(WEBHOOKS)) {
      WebhookSigner signer = WebhookSigner.random();
      run(signer, sides -> new ReplayComparison(signer, sides).run(rounds, results));
    }
    results.finish();
  }

  private interface Comparison {
    void run(List<Side> sides) throws Exception;
  }

  /** Starts the sides, the gateway first, and ends them. */
  private static void run(WebhookSigner signer, Comparison comparison) throws Exception {
    List<Side> sides = new ArrayList<>();
    try {
      sides.add(Gateway.start(signer.publicKey()));
      for (Store.Kind kind : Store.Kind.values()) {
        sides.add(ExpressGateway.start(kind, signer.publicKey()));
      }
      for (Side side : sides) {
        side.checkSync();
      }
      comparison.run(sides);
    } finally {
      for (Side side : sides) {
        close(side);
      }
    }
  }

  private static void close(Side side) {
    try {
      side.close();
    } catch (IOException e) {
      System.err.println(side.name() + ": " + e.getMessage());
    }
  }
}
