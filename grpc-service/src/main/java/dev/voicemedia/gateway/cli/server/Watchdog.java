package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.time.DaemonThreads;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Ends a process that cannot recover, so that its supervisor starts another: one with a full heap
 * or without a thread that nothing works without.
 */
final class Watchdog implements Runnable {
  /** Of a process that has lost what it needs. */
  static final int EXIT_CODE = 70;

  private static final long LOOK_EVERY_MILLIS = 1_000;

  private final List<Supplier<Optional<String>>> alarms;
  private final IntConsumer halt;

  /**
   * @param alarms each gives the reason to end, if there is one; looked at every second
   * @param halt ends the process
   */
  Watchdog(List<Supplier<Optional<String>>> alarms, IntConsumer halt) {
    this.alarms = List.copyOf(alarms);
    this.halt = halt;
  }

  /** Watches this process for good. */
  static void start(Supplier<Optional<String>> gateway) {
    Watchdog watchdog =
        new Watchdog(List.of(HeapAlarm.ofOldGeneration(), gateway), Runtime.getRuntime()::halt);
    DaemonThreads.named("watchdog").newThread(watchdog).start();
  }

  @Override
  public void run() {
    try {
      while (look()) {
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      // Nobody does that.
    }
  }

  /** Looks once; returns whether all is well. */
  boolean look() {
    for (Supplier<Optional<String>> alarm : alarms) {
      try {
        Optional<String> reason = alarm.get();
        if (reason.isPresent()) {
          end(reason.get());
          return false;
        }
      } catch (OutOfMemoryError e) {
        end("out of memory");
        return false;
      }
    }
    return true;
  }

  private void end(String reason) {
    try {
      System.err.println("voicemedia: ended by its watchdog, exit code 70: " + reason);
    } finally {
      halt.accept(EXIT_CODE); // no hooks: they would need what is missing
    }
  }
}
