/**
 * Limits on what peers that nobody knows yet may hold open, on whatever port, and turns among those
 * who wait.
 */
@NullMarked
package dev.voicemedia.gateway.connection;

import org.jspecify.annotations.NullMarked;
