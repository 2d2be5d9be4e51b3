package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.GatewayConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Choice of the log. */
final class LogFolder {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:VOICEMEDIA_DATA_DIR}",
      description =
          "data folder of the gateway [VOICEMEDIA_DATA_DIR] (default: ${DEFAULT-VALUE}; dev keeps"
              + " its own in DIR/dev)")
  Path folder = GatewayConfig.DATA_DIR;

  private LogFolder() {}
}
