/**
 * The HTTP edge: every method of the gateway for clients without gRPC, by the Connect protocol's
 * unary calls, and the event feed as server-sent events. It knows methods by their descriptors
 * alone, and reaches them as any other client does.
 */
@NullMarked
package dev.voicemedia.gateway.edge;

import org.jspecify.annotations.NullMarked;
