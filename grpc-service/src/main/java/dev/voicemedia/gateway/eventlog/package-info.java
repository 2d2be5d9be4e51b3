/** The durable log of verified webhooks. */
@NullMarked
package dev.voicemedia.gateway.eventlog;

import org.jspecify.annotations.NullMarked;
