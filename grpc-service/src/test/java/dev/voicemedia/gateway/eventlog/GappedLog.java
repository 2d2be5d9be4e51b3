package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.testing.ManualClock;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.LongUnaryOperator;

/** A log that leaves out positions at random, as one may that shares them with other records. */
public final class GappedLog {
  private GappedLog() {}

  /** Opens the log in a folder; its clock is the monotonic one, too. */
  public static EmbeddedLog open(
      Path folder, EventLogSettings settings, ManualClock clock, Random random) {
    return EmbeddedLog.open(
        folder, settings, clock, clock, pause -> {}, Database.Disk.REAL, gaps(random));
  }

  /** Mostly none, now and then a large one. */
  static LongUnaryOperator gaps(Random random) {
    return last ->
        switch (random.nextInt(8)) {
          case 0 -> last + 2 + random.nextInt(300);
          case 1, 2 -> last + 2;
          default -> last + 1;
        };
  }
}
