package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/** Something that happened on a call and is told by a webhook. */
record CallEvent(
    UUID id, String type, Instant occurredAt, String callControlId, ObjectNode payload) {}
