package dev.voicemedia.gateway.cli.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** End of a server, which runs until a signal stops its process. */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** Of a process that did not stop in time. */
  private static final int EXIT_CODE = 71;

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
        try {
          log.error("Not stopped within {} ms, exit code {}", limit.toMillis(), EXIT_CODE);
        } finally {
          Runtime.getRuntime().halt(EXIT_CODE);
        }
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
