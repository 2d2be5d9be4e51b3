package dev.voicemedia.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SignedWebhook;
import dev.voicemedia.v1.SubscribeResponse;
import org.junit.jupiter.api.Test;

/** What streams share of the events that they are sent. */
class SharedEventsTest {
  private final SharedEvents events = new SharedEvents();

  @Test
  void theSameMessageIsTurnedIntoJsonOnce() {
    byte[] first = events.eventOf(message("cursor-1", 0));

    assertThat(events.eventOf(message("cursor-1", 0))).isSameAs(first);
    assertThat(new String(first, UTF_8)).startsWith("id: cursor-1\ndata: {\"cursor\":\"cursor-1\"");
  }

  /** More than there are places, so that many of them have had another message. */
  @Test
  void anotherMessageIsNeverTakenForIt() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(new String(events.eventOf(message("cursor-" + i, 0)), UTF_8))
            .startsWith("id: cursor-" + i + "\n");
      }
    }
  }

  @Test
  void aLargeMessageIsNotKept() {
    byte[] large = events.eventOf(message("cursor-1", 20_000));

    assertThat(events.eventOf(message("cursor-1", 20_000))).isEqualTo(large).isNotSameAs(large);
  }

  private static byte[] message(String cursor, int bytes) {
    return SubscribeResponse.newBuilder()
        .setCursor(cursor)
        .setEvent(
            Event.newBuilder()
                .setId("event")
                .setWebhook(
                    SignedWebhook.newBuilder().setBody(ByteString.copyFrom(new byte[bytes]))))
        .build()
        .toByteArray();
  }
}
