/**
 * Reports how an upstream OpenAPI document differs from ours, in the operations and events that
 * ours has: {@code DocumentReader} reads both, {@code SurfaceReader} cuts out and normalises,
 * {@code Comparison} finds the changes, {@code DriftReport} is the command.
 *
 * <p>Our document may say more than upstream does (limits, values and formats that the vendor
 * states in prose): what upstream leaves unsaid is no drift.
 */
@NullMarked
package dev.voicemedia.openapi.drift;

import org.jspecify.annotations.NullMarked;
