package dev.voicemedia.gateway.testing;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SignedWebhook;

/** Events as the ingress hands them to the log. */
public final class IncomingEvents {
  private IncomingEvents() {}

  public static IncomingEvent event(String id) {
    return event(id, "call.speak.started", "v3:a", "00000000");
  }

  public static IncomingEvent event(String id, String fingerprint) {
    return event(id, "call.speak.started", "v3:a", fingerprint);
  }

  public static IncomingEvent event(String id, byte[] body) {
    IncomingEvent small = event(id);
    Event.Builder large = small.event().toBuilder();
    large.getWebhookBuilder().setBody(ByteString.copyFrom(body));
    return new IncomingEvent(large.build(), small.dataFingerprint(), small.publicKey());
  }

  public static IncomingEvent event(
      String id, String type, String callControlId, String fingerprint) {
    Event event =
        Event.newBuilder()
            .setId(id)
            .setEventType(type)
            .setCallControlId(callControlId)
            .setCallSessionId("session of " + callControlId)
            .setWebhook(
                SignedWebhook.newBuilder()
                    .setBody(ByteString.copyFromUtf8("body of " + id))
                    .setPublicKeyId("0123456789abcdef"))
            .build();
    return new IncomingEvent(event, fingerprint, ByteString.copyFrom(new byte[32]));
  }
}
