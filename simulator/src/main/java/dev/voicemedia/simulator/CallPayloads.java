package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.simulator.Audio.Ending;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Payloads of one call's webhooks. */
record CallPayloads(CallIds ids, CallSetup setup, Instant startedAt) {

  /** Returns what every event of the call carries. */
  ObjectNode any(@Nullable String clientState) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("call_control_id", ids.callControlId())
        .put("connection_id", ids.connectionId())
        .put("call_leg_id", ids.callLegId())
        .put("call_session_id", ids.callSessionId())
        .put("client_state", clientState);
  }

  /** Returns what events of the call itself carry, such as call.answered. */
  ObjectNode ofState(String state, @Nullable String clientState) {
    return parties(clientState)
        .put("from_sip_uri", sipUri(setup.from()))
        .put("to_sip_uri", sipUri(setup.to()))
        .put("calling_party_type", isSipUri(setup.from()) ? "sip" : "pstn")
        .put("state", state)
        .put("start_time", Timestamps.format(startedAt));
  }

  ObjectNode digit(char digit, @Nullable String clientState) {
    return parties(clientState).put("digit", String.valueOf(digit));
  }

  ObjectNode gatherEnded(String digits, String status, @Nullable String clientState) {
    return parties(clientState).put("digits", digits).put("status", status);
  }

  ObjectNode playback(Audio piece, @Nullable String clientState) {
    ObjectNode payload = any(clientState).put("overlay", piece.overlay());
    if (piece.mediaUrl() != null) {
      payload.put("media_url", piece.mediaUrl());
    }
    if (piece.mediaName() != null) {
      payload.put("media_name", piece.mediaName());
    }
    return payload;
  }

  ObjectNode playbackEnded(Audio piece, Ending ending, @Nullable String clientState) {
    ObjectNode payload = playback(piece, clientState);
    Audio.Failure failure = piece.failure();
    if (failure != null) {
      return payload.put("status", failure.status()).put("status_detail", failure.detail());
    }
    return payload.put(
        "status",
        switch (ending) {
          case COMPLETED -> "completed";
          case CANCELLED -> "cancelled";
          case HUNG_UP -> "call_hangup";
        });
  }

  ObjectNode speakStarted(Audio piece, @Nullable String clientState) {
    return any(clientState).put("speak_id", piece.speakId());
  }

  ObjectNode speakEnded(Audio piece, Ending ending, @Nullable String clientState) {
    // The vendor names no "cancelled" for speech: stopped speech is completed.
    return speakStarted(piece, clientState)
        .put("status", ending == Ending.HUNG_UP ? "call_hangup" : "completed");
  }

  private ObjectNode parties(@Nullable String clientState) {
    return any(clientState).put("from", setup.from()).put("to", setup.to());
  }

  private static String sipUri(String party) {
    return isSipUri(party) ? party : "sip:" + party + "@sip.simulator.test";
  }

  private static boolean isSipUri(String party) {
    return party.startsWith("sip:") || party.startsWith("sips:");
  }
}
