package dev.voicemedia.gateway.cli.server;

import java.util.concurrent.CountDownLatch;

/** End of a server, which runs until a signal stops its process. */
final class Shutdown {
  private Shutdown() {}

  /** Closes these parts, in order, on SIGTERM and Ctrl-C. */
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

  /** Blocks for good; a signal ends the process. */
  static int await() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }
}
