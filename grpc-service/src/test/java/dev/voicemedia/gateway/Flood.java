package dev.voicemedia.gateway;

/** Kinds of floods. */
enum Flood {
  HEADERS {
    @Override
    Attack start(int grpcPort, int webhookPort, int connections) {
      return Attack.headersFlood(grpcPort, connections);
    }
  },
  RESETS {
    @Override
    Attack start(int grpcPort, int webhookPort, int connections) {
      return Attack.resetFlood(grpcPort, connections);
    }
  },
  SETTINGS {
    @Override
    Attack start(int grpcPort, int webhookPort, int connections) {
      return Attack.settingsFlood(grpcPort, connections);
    }
  },
  HOSTS {
    @Override
    Attack start(int grpcPort, int webhookPort, int connections) {
      return Attack.hostFlood(webhookPort, connections);
    }
  },
  SLOW_HEADERS {
    @Override
    Attack start(int grpcPort, int webhookPort, int connections) {
      return Attack.held(webhookPort, connections, POST + "x-slow: ");
    }
  },
  SLOW_BODIES {
    @Override
    Attack start(int grpcPort, int webhookPort, int connections) {
      return Attack.held(webhookPort, connections, POST + "Content-Length: 9\r\n\r\n{");
    }
  },
  IDLE_CONNECTIONS {
    @Override
    Attack start(int grpcPort, int webhookPort, int connections) {
      return Attack.held(webhookPort, connections, "");
    }
  };

  private static final String POST = "POST /webhooks/telnyx HTTP/1.1\r\nHost: h\r\n";

  /** Whether it consists in connections that are held. */
  boolean isOfConnections() {
    return compareTo(SLOW_HEADERS) >= 0;
  }

  /** Goes on until the attack is closed. */
  abstract Attack start(int grpcPort, int webhookPort, int connections);
}
