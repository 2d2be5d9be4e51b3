package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.access.Connections;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.Recording;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingBoundsTest {
  private static final Connections OWN = new Connections(Optional.of(Set.of("own")));

  @TempDir Path folder;

  private EmbeddedLog log;
  private RecordingBounds bounds;

  @BeforeEach
  void open() {
    log = EmbeddedLog.open(folder, EventLogSettings.DEFAULTS, Clock.systemUTC());
    bounds = new RecordingBounds(new CallOwners(log));
    store("1", "mine", "own");
    store("2", "theirs", "other");
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void aRecordingBelongsToTheConnectionThatTheLogKnowsItsCallBy() {
    assertThat(bounds.include(OWN, ofCall("v3:mine").setConnectionId("other").build())).isTrue();
    assertThat(bounds.include(OWN, ofCall("v3:theirs").setConnectionId("own").build())).isFalse();
    assertThat(
            bounds.include(
                OWN,
                Recording.newBuilder().setCallLegId("leg theirs").setConnectionId("own").build()))
        .isFalse();
    assertThat(bounds.include(OWN, Recording.newBuilder().setCallLegId("leg mine").build()))
        .isTrue();
  }

  @Test
  void whereTheLogKnowsNothingOfTheCallTelnyxSaysWhose() {
    assertThat(bounds.include(OWN, ofCall("v3:gone").setConnectionId("own").build())).isTrue();
    assertThat(bounds.include(OWN, ofCall("v3:gone").setConnectionId("other").build())).isFalse();
    assertThat(bounds.include(OWN, ofCall("v3:gone").build())).isFalse();
  }

  @Test
  void aConferenceIsNobodysAlone() {
    assertThat(bounds.include(OWN, ofCall("v3:mine").setSource("conference").build())).isFalse();
    assertThat(bounds.include(OWN, ofCall("v3:mine").setConferenceId("c").build())).isFalse();
    assertThat(bounds.include(Connections.ALL, Recording.newBuilder().setConferenceId("c").build()))
        .isTrue();
  }

  private static Recording.Builder ofCall(String call) {
    return Recording.newBuilder().setCallControlId(call);
  }

  private void store(String id, String call, String connection) {
    log.append(
            new IncomingEvent(
                Event.newBuilder()
                    .setId(id)
                    .setEventType("call.initiated")
                    .setCallControlId("v3:" + call)
                    .setCallLegId("leg " + call)
                    .setConnectionId(connection)
                    .build(),
                "00000000",
                ByteString.copyFrom(new byte[32])))
        .join();
  }
}
