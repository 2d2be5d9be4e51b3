package dev.voicemedia.gateway.cli.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** End of a server, which runs until a signal stops its process. */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** What the JVM exits with after SIGTERM: 128 and the signal's number. */
  private static final int TERMINATED = 143;

  private Shutdown() {}

  /**
   * Closes these parts, in order, on SIGTERM and Ctrl-C.
   *
   * @param limit how long that may take; then the process ends all the same, which loses nothing
   *     that was answered
   */
  static void closeOnSignal(Duration limit, AutoCloseable... parts) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(limit, parts), "shutdown"));
  }

  private static void close(Duration limit, AutoCloseable... parts) {
    long started = System.nanoTime();
    CountDownLatch closed = new CountDownLatch(1);
    Thread watch = new Thread(() -> endAfter(limit, closed), "shutdown-limit");
    watch.setDaemon(true);
    watch.start();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        log.error("Did not stop cleanly: {}", e.getMessage(), e);
      }
    }
    closed.countDown();
    log.info("Stopped after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
  }

  private static void endAfter(Duration limit, CountDownLatch closed) {
    try {
      if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("Not stopped within {} ms: what is under way is left", limit.toMillis());
        Runtime.getRuntime().halt(TERMINATED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Blocks for good; a signal ends the process. */
  static int await() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }
}
