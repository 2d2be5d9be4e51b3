/**
 * The log on Kafka: a topic with one partition, whose records every gateway materializes as a view
 * of its own. Loaded only where it is chosen.
 */
@NullMarked
package dev.voicemedia.gateway.kafka;

import org.jspecify.annotations.NullMarked;
