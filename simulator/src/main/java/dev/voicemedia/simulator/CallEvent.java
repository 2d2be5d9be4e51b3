package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/** Event on a call, which a webhook reports. */
record CallEvent(
    UUID id, String type, Instant occurredAt, String callControlId, ObjectNode payload) {}
