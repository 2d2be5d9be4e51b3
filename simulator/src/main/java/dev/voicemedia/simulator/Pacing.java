package dev.voicemedia.simulator;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How long things take on a simulated call.
 *
 * @param charactersPerSecond speech rate
 * @param audioLength of a played file
 * @param processingTime from the end of a recording to its event, and on to its transcription's
 * @param ringTime from the start of a dialled call to its answer
 */
record Pacing(
    double charactersPerSecond, Duration audioLength, Duration processingTime, Duration ringTime) {

  /** About 150 English words a minute. */
  static final double DEFAULT_CHARACTERS_PER_SECOND = 15;

  static final Duration DEFAULT_AUDIO_LENGTH = Duration.ofSeconds(5);
  static final Duration DEFAULT_PROCESSING_TIME = Duration.ofSeconds(1);
  static final Duration DEFAULT_RING_TIME = Duration.ofSeconds(1);

  private static final Pattern SSML_TAG = Pattern.compile("<[^>]*>");

  Pacing {
    if (!(charactersPerSecond > 0)) {
      throw new IllegalArgumentException(
          "speech rate is " + charactersPerSecond + ", expected more than 0 characters a second");
    }
    requireNotNegative("audio length", audioLength);
    requireNotNegative("processing time", processingTime);
    requireNotNegative("ring time", ringTime);
  }

  /** How long it takes to say a text; SSML tags are not spoken. */
  Duration speech(String payload, boolean ssml) {
    String spoken = ssml ? SSML_TAG.matcher(payload).replaceAll("") : payload;
    double seconds = spoken.codePointCount(0, spoken.length()) / charactersPerSecond;
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static void requireNotNegative(String name, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " is " + duration + ", expected zero or more");
    }
  }
}
