package dev.voicemedia.gateway.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which log. */
final class LogFolder {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:VOICEMEDIA_DATA_DIR:-data}",
      description =
          "the gateway's data folder [VOICEMEDIA_DATA_DIR] (default: ./data; of dev: ./data/dev)")
  Path folder;

  private LogFolder() {}
}
