package dev.voicemedia.gateway.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of access.
 *
 * @param file with the callers that are known; empty if anyone may do everything
 */
public record AccessSettings(Optional<Path> file) {
  /** Anyone may do everything, in plain text. */
  public static final AccessSettings OPEN = new AccessSettings(Optional.empty());
}
