package dev.voicemedia.gateway.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files whose content may change while the gateway runs; empty for what was given otherwise.
 *
 * @param apiKey of the vendor's API
 * @param publicKeys that webhooks may be signed with
 */
public record SecretFiles(Optional<Path> apiKey, Optional<Path> publicKeys) {
  public static final SecretFiles NONE = new SecretFiles(Optional.empty(), Optional.empty());
}
