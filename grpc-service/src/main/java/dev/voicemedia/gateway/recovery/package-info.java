/**
 * Recovery of webhooks that Telnyx could not deliver: reads Telnyx's list of failed deliveries,
 * window of time by window of time, and stores the events that the log lacks.
 */
@NullMarked
package dev.voicemedia.gateway.recovery;

import org.jspecify.annotations.NullMarked;
