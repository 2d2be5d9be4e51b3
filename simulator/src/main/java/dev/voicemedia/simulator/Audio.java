package dev.voicemedia.simulator;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Speech or a file that plays on a call or waits for it.
 *
 * @param length of all repetitions; null if it plays until it is stopped
 * @param mediaUrl as the command named it; null for speech and for other sources
 * @param mediaName as the command named it; null for speech and for other sources
 */
record Audio(
    Kind kind,
    Set<Lane> lanes,
    @Nullable Duration length,
    @Nullable String mediaUrl,
    @Nullable String mediaName) {

  enum Kind {
    SPEECH,
    PLAYBACK
  }

  /** Audio of one lane plays one after the other; lanes play at the same time. */
  enum Lane {
    SELF,
    OPPOSITE,
    OVERLAY
  }

  enum Ending {
    COMPLETED,
    CANCELLED,
    HUNG_UP
  }

  Audio {
    lanes = Set.copyOf(lanes);
  }

  boolean overlay() {
    return lanes.contains(Lane.OVERLAY);
  }
}
