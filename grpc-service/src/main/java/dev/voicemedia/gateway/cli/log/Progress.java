package dev.voicemedia.gateway.cli.log;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Reports now and then how far long work has come. */
final class Progress implements LongConsumer {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final PrintWriter out;
  private final long total;
  private long reportedAt = System.nanoTime();

  /**
   * @param total how many positions there are
   */
  Progress(PrintWriter out, long total) {
    this.out = out;
    this.total = total;
  }

  @Override
  public void accept(long done) {
    if (System.nanoTime() - reportedAt >= EVERY.toNanos()) {
      reportedAt = System.nanoTime();
      out.println(done + " of " + total + " events (" + done * 100 / Math.max(1, total) + " %)");
      out.flush();
    }
  }
}
