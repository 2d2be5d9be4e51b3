package dev.voicemedia.gateway.cli;

import java.util.concurrent.CountDownLatch;

/** Servers run until the process is told to end. */
final class Shutdown {
  private Shutdown() {}

  /** Closes these, in order, on SIGTERM and Ctrl-C. */
  static void closeOnSignal(AutoCloseable... parts) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  for (AutoCloseable part : parts) {
                    try {
                      part.close();
                    } catch (Exception e) {
                      System.err.println("voicemedia: did not stop cleanly: " + e.getMessage());
                    }
                  }
                },
                "shutdown"));
  }

  /** Returns never; the process ends by a signal. */
  static int await() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }
}
