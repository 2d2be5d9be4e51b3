/** Spans of what passes through the gateway, exported by OpenTelemetry where that is asked for. */
@NullMarked
package dev.voicemedia.gateway.trace;

import org.jspecify.annotations.NullMarked;
