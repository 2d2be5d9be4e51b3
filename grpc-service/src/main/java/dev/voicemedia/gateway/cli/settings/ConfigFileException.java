package dev.voicemedia.gateway.cli.settings;

import java.nio.file.Path;

/** Reports a configuration file that cannot be used, in one line for the operator. */
public final class ConfigFileException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigFileException(Path file, String problem) {
    super(file + ": " + problem);
  }
}
