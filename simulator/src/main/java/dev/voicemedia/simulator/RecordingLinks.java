package dev.voicemedia.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Where saved recordings can be fetched. */
@FunctionalInterface
interface RecordingLinks {

  /** The vendor's links die ten minutes after the event. */
  Duration LIFETIME = Duration.ofMinutes(10);

  /**
   * Makes a recording fetchable from now on, for {@link #LIFETIME}.
   *
   * @param format wav or mp3
   * @return its URL
   */
  String publish(UUID recordingId, String format, Duration length, Instant savedAt);
}
