/**
 * Stateful stand-in for the Telnyx voice API: calls on which audio takes its time, and the signed
 * webhooks that report it. {@link dev.voicemedia.simulator.Simulator} is the entry point.
 */
@NullMarked
package dev.voicemedia.simulator;

import org.jspecify.annotations.NullMarked;
