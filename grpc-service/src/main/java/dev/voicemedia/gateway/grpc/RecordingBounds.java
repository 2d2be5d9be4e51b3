package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.access.Connections;
import dev.voicemedia.v1.Recording;

/** Whose recordings a caller may see that is limited to connections. */
final class RecordingBounds {
  private static final String CONFERENCE = "conference";

  private final CallOwners owners;

  RecordingBounds(CallOwners owners) {
    this.owners = owners;
  }

  /**
   * Whether a recording is of a call of one of these connections. The log goes before what Telnyx
   * says, so that a caller sees the same calls everywhere. In a conference anybody's calls may be
   * heard. May read from the disk, unless the connections are all.
   */
  boolean include(Connections connections, Recording recording) {
    if (connections.isAll()) {
      return true;
    } else if (recording.hasConferenceId() || recording.getSource().equals(CONFERENCE)) {
      return false;
    }
    return connections.include(
        owners
            .connectionOf(recording.getCallControlId())
            .or(() -> owners.connectionOfLeg(recording.getCallLegId()))
            .orElse(recording.getConnectionId()));
  }
}
