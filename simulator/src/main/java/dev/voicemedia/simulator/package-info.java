/**
 * A stateful stand-in for the Telnyx voice API: calls on which audio takes its time, and the signed
 * webhooks that tell of it. {@link dev.voicemedia.simulator.Simulator} is where to start.
 */
@NullMarked
package dev.voicemedia.simulator;

import org.jspecify.annotations.NullMarked;
