/**
 * What became of speech and playback: matches the commands of this gateway on a leg with the events
 * of that leg, which name no command, and never guesses. No I/O, no clock and no threads.
 */
@NullMarked
package dev.voicemedia.gateway.waits;

import org.jspecify.annotations.NullMarked;
