/**
 * Subscriptions to the log: catch-up from the disk, fan-out of new events from a ring buffer, and
 * back pressure, so that a slow subscriber delays no other.
 */
@NullMarked
package dev.voicemedia.gateway.feed;

import org.jspecify.annotations.NullMarked;
