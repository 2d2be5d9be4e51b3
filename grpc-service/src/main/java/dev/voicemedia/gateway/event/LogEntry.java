package dev.voicemedia.gateway.event;

import com.google.protobuf.ByteString;

/**
 * A stored event and its place.
 *
 * @param position 1 for a log's first event, counting up by one
 * @param encodedEvent the {@code voicemedia.v1.Event} as it was encoded once, when it was stored
 */
public record LogEntry(long position, ByteString encodedEvent) {}
