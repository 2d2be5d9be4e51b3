package dev.voicemedia.gateway.upstream;

import java.util.Locale;

/** What is known of a command that failed. */
public enum CommandOutcome {
  /** Telnyx has not seen it. */
  NOT_SENT,
  /** Telnyx refused it. */
  REJECTED,
  /** It may have been executed. */
  UNKNOWN;

  /** As it stands in errors. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
