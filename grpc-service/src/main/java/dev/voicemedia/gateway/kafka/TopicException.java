package dev.voicemedia.gateway.kafka;

import java.io.IOException;

/** Reports what brokers refuse or do not answer, in one line for the operator. */
public final class TopicException extends IOException {
  private static final long serialVersionUID = 1L;

  TopicException(String message, Throwable cause) {
    super(message, cause);
  }
}
