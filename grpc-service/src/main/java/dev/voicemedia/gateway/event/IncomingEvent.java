package dev.voicemedia.gateway.event;

import com.google.protobuf.ByteString;
import dev.voicemedia.v1.Event;

/**
 * A verified or recovered webhook on its way into the log.
 *
 * @param event complete but for {@code received_at}, which the log sets
 * @param dataFingerprint hex digits that are equal for equal {@code data}, however it is formatted
 * @param publicKey the 32 bytes of the key that matched, kept beside the events it vouches for;
 *     empty if the event was recovered
 */
public record IncomingEvent(Event event, String dataFingerprint, ByteString publicKey) {}
