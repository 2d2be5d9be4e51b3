/** Limits on what peers that nobody knows yet may hold open, on whatever port. */
@NullMarked
package dev.voicemedia.gateway.connection;

import org.jspecify.annotations.NullMarked;
