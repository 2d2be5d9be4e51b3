package dev.voicemedia.benchmarks.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.v1.CallSpeakEnded;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SignedWebhook;
import java.util.Locale;

/** Events as they are in use: about 1.2 kB when encoded, half of it the signed body. */
final class SampleEvents {
  private static final int CALLS = 1000;

  private SampleEvents() {}

  /** Of one of a thousand calls. */
  static IncomingEvent incoming(long number) {
    return new IncomingEvent(
        event(number).toBuilder().clearReceivedAt().build(),
        String.format(Locale.ROOT, "%08x", number),
        ByteString.copyFrom(new byte[32]));
  }

  /** As it is stored. */
  static Event event(long number) {
    String call = callId(number % CALLS);
    byte[] signature = new byte[64];
    signature[0] = (byte) number;
    return Event.newBuilder()
        .setId(String.format(Locale.ROOT, "0ccc7b54-4df3-4bca-a65a-%012d", number))
        .setEventType("call.speak.ended")
        .setOccurredAt(Timestamp.newBuilder().setSeconds(1_800_000_000L + number))
        .setReceivedAt(Timestamp.newBuilder().setSeconds(1_800_000_000L + number).setNanos(1))
        .setCallControlId(call)
        .setCallLegId("428c31b6-7af4-4bcb-b7f5-5013ef9657c1")
        .setCallSessionId("428c31b6-abf3-3bc1-b7f4-5013ef9657c1")
        .setConnectionId("7267xxxxxxxxxxxxxx")
        .setClientState(ByteString.copyFromUtf8("have a nice day"))
        .setDeliveryAttempt(1)
        .setWebhook(
            SignedWebhook.newBuilder()
                .setBody(ByteString.copyFrom(body(number, call)))
                .setSignature(ByteString.copyFrom(signature))
                .setTimestamp("1800000000")
                .setPublicKeyId("0123456789abcdef"))
        .setCallSpeakEnded(CallSpeakEnded.newBuilder().setStatus("completed"))
        .build();
  }

  /** The body of a webhook. */
  static byte[] body(long number, String call) {
    return """
    {"data":{"record_type":"event","event_type":"call.speak.ended","id":"0ccc7b54-4df3-4bca-a65a-%012d",\
    "occurred_at":"2026-01-31T09:30:00.123456Z","payload":{"call_control_id":"%s",\
    "connection_id":"7267xxxxxxxxxxxxxx","call_leg_id":"428c31b6-7af4-4bcb-b7f5-5013ef9657c1",\
    "call_session_id":"428c31b6-abf3-3bc1-b7f4-5013ef9657c1","client_state":"aGF2ZSBhIG5pY2UgZGF5",\
    "status":"completed"}},"meta":{"attempt":1,\
    "delivered_to":"https://voice.example.com/webhooks/telnyx"}}\
    """
        .formatted(number, call)
        .getBytes(UTF_8);
  }

  private static String callId(long number) {
    return String.format(
        Locale.ROOT, "v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4%05d", number);
  }
}
