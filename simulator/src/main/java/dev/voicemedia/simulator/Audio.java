package dev.voicemedia.simulator;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Speech or a file that plays on a call or waits for it.
 *
 * @param length of all repetitions; null if it plays until it is stopped
 * @param mediaUrl as webhooks name it; null for speech and if the source is a media name
 * @param mediaName as webhooks name it; null for speech and if the source is a URL
 * @param speakId as webhooks name it; null for playback
 * @param failure how it fails instead of playing; null if it plays
 */
record Audio(
    Kind kind,
    Set<Lane> lanes,
    @Nullable Duration length,
    @Nullable String mediaUrl,
    @Nullable String mediaName,
    @Nullable String speakId,
    @Nullable Failure failure) {

  enum Kind {
    SPEECH,
    PLAYBACK,
    /** Speech of a gather, which no event reports. */
    PROMPT
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

  /**
   * The end of a playback that does not play.
   *
   * @param status as call.playback.ended names it, such as file_not_found
   */
  record Failure(String status, String detail) {
    /** Whether the file is not even there, so that nothing starts. */
    boolean beforeStart() {
      return status.equals("file_not_found");
    }
  }

  Audio {
    lanes = Set.copyOf(lanes);
  }

  static Audio speech(Set<Lane> lanes, @Nullable Duration length) {
    return new Audio(Kind.SPEECH, lanes, length, null, null, UUID.randomUUID().toString(), null);
  }

  static Audio prompt(Duration length) {
    return new Audio(Kind.PROMPT, Set.of(Lane.SELF), length, null, null, null, null);
  }

  boolean overlay() {
    return lanes.contains(Lane.OVERLAY);
  }

  Audio failing(Failure how) {
    return new Audio(kind, lanes, Duration.ZERO, mediaUrl, mediaName, speakId, how);
  }
}
