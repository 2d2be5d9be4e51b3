package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.time.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** End of a server, which runs until a signal stops its process. */
final class Shutdown {
  /** Of a process that did not stop in time. */
  private static final int EXIT_CODE = 71;

  /** Less than systemd and Kubernetes wait before they kill, more than draining may take. */
  private static final Duration LIMIT = Duration.ofSeconds(28);

  private Shutdown() {}

  /** Closes these parts, in order, on SIGTERM and Ctrl-C. */
  static void closeOnSignal(AutoCloseable... parts) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  long started = System.nanoTime();
                  haltAfter(LIMIT);
                  for (AutoCloseable part : parts) {
                    try {
                      part.close();
                    } catch (Exception e) {
                      System.err.println("voicemedia: did not stop cleanly: " + e.getMessage());
                    }
                  }
                  System.err.printf(
                      "voicemedia: stopped after %d ms%n",
                      TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
                },
                "shutdown"));
  }

  /** Ends the process should the parts not have stopped by then. */
  private static void haltAfter(Duration limit) {
    DaemonThreads.named("shutdown-limit")
        .newThread(
            () -> {
              try {
                Thread.sleep(limit.toMillis());
              } catch (InterruptedException e) {
                return;
              }
              try {
                System.err.printf(
                    "voicemedia: not stopped after %d s, exit code %d%n",
                    limit.toSeconds(), EXIT_CODE);
              } finally {
                Runtime.getRuntime().halt(EXIT_CODE);
              }
            })
        .start();
  }

  /** Blocks for good; a signal ends the process. */
  static int await() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }
}
