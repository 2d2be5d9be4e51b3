package dev.voicemedia.gateway.access;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * TLS of the gRPC port.
 *
 * @param clientCa certificates that may have signed a client's; empty if clients are not asked for
 *     one
 * @param clientRequired whether a client without one is refused
 */
public record TlsSettings(TlsFiles identity, Optional<Path> clientCa, boolean clientRequired) {

  /** All files. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(identity.all());
    clientCa.ifPresent(files::add);
    return files;
  }
}
