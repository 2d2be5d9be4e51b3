package dev.voicemedia.gateway.eventlog;

import java.util.NavigableSet;

/**
 * Events that were searched for, by their positions.
 *
 * @param positions of all of them
 * @param byBody of those among them that lack the id, but whose raw body has it
 * @param erasedBefore events that lack the id and whose body has been erased, so that nobody can
 *     say whether they belonged to these
 * @param notLookedInto how many positions could not be read
 */
public record FoundEvents(
    NavigableSet<Long> positions,
    NavigableSet<Long> byBody,
    NavigableSet<Long> erasedBefore,
    long notLookedInto) {}
