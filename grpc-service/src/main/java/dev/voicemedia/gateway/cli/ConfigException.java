package dev.voicemedia.gateway.cli;

/** A setting that is missing or wrong; the message is one line for the operator. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
