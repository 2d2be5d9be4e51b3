package dev.voicemedia.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.UUID;

/** The four ids that every webhook of a call carries. */
record CallIds(String callControlId, String callLegId, String callSessionId, String connectionId) {

  static CallIds random(String connectionId) {
    return random(connectionId, UUID.randomUUID().toString());
  }

  static CallIds random(String connectionId, String callSessionId) {
    UUID token = UUID.randomUUID();
    // Holds ":", "_" and "-", as the vendor's do: a client has to carry it as one path segment.
    String suffix =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Long.toHexString(token.getMostSignificantBits()).getBytes(US_ASCII));
    return new CallIds(
        "v3:" + token + "_" + suffix, UUID.randomUUID().toString(), callSessionId, connectionId);
  }
}
