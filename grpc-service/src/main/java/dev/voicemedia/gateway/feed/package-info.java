/** Subscriptions: what a stream is sent next. */
@NullMarked
package dev.voicemedia.gateway.feed;

import org.jspecify.annotations.NullMarked;
