package dev.voicemedia.gateway.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** What the brokers say of the topic that is the log. */
interface Topic extends AutoCloseable {
  /** A log has one, so that its order is one. */
  int PARTITION = 0;

  /** Its one partition. */
  TopicPartition partition();

  /**
   * Asks for its id; one that is made anew has another.
   *
   * @throws KafkaException if it cannot be had now, or if the topic cannot be a log
   */
  Uuid id() throws InterruptedException;

  /**
   * Asks which offsets it has.
   *
   * @throws KafkaException if that cannot be had now
   */
  Extent extent() throws InterruptedException;

  @Override
  void close();

  /**
   * The offsets of its records.
   *
   * @param first of the oldest one
   * @param next of what is appended next
   */
  record Extent(long first, long next) {}
}
