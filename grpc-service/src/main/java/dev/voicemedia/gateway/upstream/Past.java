package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Moment;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts so far leave behind.
 *
 * @param firstSentAt when the first one started that may have reached Telnyx; null if none may
 * @param attempts how many there were
 * @param mayHaveTakenEffect whether one of them may have been executed
 */
record Past(@Nullable Moment firstSentAt, int attempts, boolean mayHaveTakenEffect) {
  static final Past NONE = new Past(null, 0, false);
}
