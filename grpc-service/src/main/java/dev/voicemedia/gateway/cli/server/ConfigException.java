package dev.voicemedia.gateway.cli.server;

/** Reports a setting that is missing or wrong, in one line for the operator. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
