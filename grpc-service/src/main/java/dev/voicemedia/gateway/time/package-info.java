/** Timers and threads: what the two flows share of time, so that tests can replace it. */
@NullMarked
package dev.voicemedia.gateway.time;

import org.jspecify.annotations.NullMarked;
