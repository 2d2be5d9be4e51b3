package dev.voicemedia.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dialled call until the other end answers.
 *
 * @param until when it answers, or does not
 * @param failure the hangup_cause if it does not answer; null if it does
 * @param audio what is played then; null for nothing
 * @param recording what is recorded from then on; null for nothing
 */
record Ringing(
    Instant until,
    @Nullable String failure,
    @Nullable Audio audio,
    Recording.@Nullable Planned recording) {}
