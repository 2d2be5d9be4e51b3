package dev.voicemedia.gateway.edge;

import java.util.Map;

/** A request that the edge refuses itself. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final EdgeRefusal refusal;
  private final transient EdgeError error;
  private final transient Map<String, String> headers;

  RefusedException(EdgeRefusal refusal, EdgeError error) {
    this(refusal, error, Map.of());
  }

  /**
   * @param headers of the response that say what would not have been refused
   */
  RefusedException(EdgeRefusal refusal, EdgeError error, Map<String, String> headers) {
    super(error.json());
    this.refusal = refusal;
    this.error = error;
    this.headers = headers;
  }

  EdgeRefusal refusal() {
    return refusal;
  }

  EdgeError error() {
    return error;
  }

  Map<String, String> headers() {
    return headers;
  }
}
