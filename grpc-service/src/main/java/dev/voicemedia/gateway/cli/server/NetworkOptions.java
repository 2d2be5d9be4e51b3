package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.connection.ConnectionLimits;
import picocli.CommandLine.Option;

/** What peers may hold open. */
final class NetworkOptions {
  @Option(
      names = "--max-connections",
      paramLabel = "COUNT",
      defaultValue = "${env:VOICEMEDIA_MAX_CONNECTIONS}",
      description =
          "connections at a time on the webhook port and on the gRPC port, each"
              + " [VOICEMEDIA_MAX_CONNECTIONS] (default: ${DEFAULT-VALUE})")
  int maxConnections = ConnectionLimits.DEFAULTS.all();

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "COUNT",
      defaultValue = "${env:VOICEMEDIA_MAX_CONNECTIONS_PER_ADDRESS}",
      description =
          "how many of them from one address [VOICEMEDIA_MAX_CONNECTIONS_PER_ADDRESS]"
              + " (default: ${DEFAULT-VALUE})")
  int maxConnectionsPerAddress = ConnectionLimits.DEFAULTS.perAddress();

  @Option(
      names = "--max-streams-per-connection",
      paramLabel = "COUNT",
      defaultValue = "${env:VOICEMEDIA_MAX_STREAMS_PER_CONNECTION}",
      description =
          "gRPC calls and streams at a time on one connection; a client queues more in silence"
              + " [VOICEMEDIA_MAX_STREAMS_PER_CONNECTION] (default: ${DEFAULT-VALUE})")
  int maxStreamsPerConnection = ConnectionLimits.DEFAULTS.streamsPerConnection();

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  ConnectionLimits toLimits() throws ConfigException {
    requirePositive("--max-connections", maxConnections);
    requirePositive("--max-connections-per-address", maxConnectionsPerAddress);
    requirePositive("--max-streams-per-connection", maxStreamsPerConnection);
    return new ConnectionLimits(
        maxConnections,
        Math.min(maxConnections, maxConnectionsPerAddress),
        maxStreamsPerConnection,
        ConnectionLimits.DEFAULTS.exempt());
  }

  private static void requirePositive(String option, int value) throws ConfigException {
    if (value < 1) {
      throw new ConfigException(option + ": " + value + ", expected 1 or more");
    }
  }
}
