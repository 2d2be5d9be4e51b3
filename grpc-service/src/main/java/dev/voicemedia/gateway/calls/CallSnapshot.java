package dev.voicemedia.gateway.calls;

import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventMatcher;

/**
 * A call as the log has it at a moment.
 *
 * @param matcher of the events that count
 * @param cursor place up to which they do
 */
public record CallSnapshot(EventMatcher matcher, Cursor cursor, CallReducer calls) {}
