package dev.voicemedia.gateway.event;

import com.google.protobuf.ByteString;

/**
 * A stored event and its place.
 *
 * @param position at least 1; higher than that of the event before it, not always by one
 * @param encodedEvent the {@code voicemedia.v1.Event} as it was encoded once, when it was stored
 */
public record LogEntry(long position, ByteString encodedEvent) {}
