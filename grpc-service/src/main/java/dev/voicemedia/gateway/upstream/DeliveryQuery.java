package dev.voicemedia.gateway.upstream;

import java.time.Instant;

/**
 * Deliveries to list.
 *
 * @param from the deliveries finished at this time or later
 * @param to the deliveries finished at this time or earlier
 * @param failedOnly whether those that were delivered somewhere are left out
 * @param containing text that the webhook contains; empty for any
 */
public record DeliveryQuery(Instant from, Instant to, boolean failedOnly, String containing) {}
