/** The log on Kafka, against real brokers. */
@NullMarked
package dev.voicemedia.gateway.kafka;

import org.jspecify.annotations.NullMarked;
