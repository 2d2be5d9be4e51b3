package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.v1.Event;

/** What holds for the event of any authentic body. */
final class ParsedEvents {
  private ParsedEvents() {}

  static Event check(byte[] body) {
    IncomingEvent incoming = EventParser.parse(VerifiedBodies.of(body));
    Event event = incoming.event();

    assertThat(event.getWebhook().getBody()).isEqualTo(ByteString.copyFrom(body));
    assertThat(event.getId()).isNotEmpty().hasSizeLessThanOrEqualTo(128);
    assertThat(event.hasReceivedAt()).isFalse();
    assertThat(incoming.dataFingerprint()).matches("[0-9a-f]{8}");
    assertThat(decoded(event)).as("after storing").isEqualTo(event);
    assertThat(EventParser.parse(VerifiedBodies.of(body))).as("again").isEqualTo(incoming);
    return event;
  }

  private static Event decoded(Event event) {
    try {
      return Event.parseFrom(event.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("what was encoded does not decode", e);
    }
  }
}
