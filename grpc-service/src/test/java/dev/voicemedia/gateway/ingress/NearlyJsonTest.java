package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.v1.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no JSON, or not of version 2, and what is known of their events all the same. */
final class NearlyJsonTest {
  private static final String HEAD =
      """
      {"data":{"record_type":"event","event_type":"call.hangup","id":"ev-7",\
      "occurred_at":"2026-03-01T10:00:00Z","payload":{"odd":\
      """;
  private static final String TAIL =
      """
      ,"call_control_id":"v3:c","call_leg_id":"leg","call_session_id":"ses",\
      "connection_id":"con","from":"+1555"}},"meta":{"attempt":%d}}\
      """;

  /** What may stand where a value should, with the fault that makes strict parsing fail. */
  static Stream<String> faults() {
    return Stream.of(
        "NaN",
        "-Infinity",
        "+1",
        "007",
        ".5",
        "5.",
        "[1,2,]",
        "{\"a\":1,}",
        "{a:1}",
        "'single'",
        "\"tab\there\"",
        "\"line\nbreak\"",
        "\"bell\u0007\"",
        "\"bad \\x escape\"",
        "/* comment */ 1",
        "8".repeat(1_200),
        "0." + "3".repeat(1_200),
        "[".repeat(1_100) + "]".repeat(1_100),
        "{\"a\":".repeat(1_100) + "1" + "}".repeat(1_100));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void oneBadTokenHidesNothingElse(String fault) {
    assertRead(parse(body(fault, 1)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aRedeliveryIsKnownByItsData(String fault) {
    String first = parse(body(fault, 1)).dataFingerprint();

    assertThat(parse(body(fault, 2)).dataFingerprint()).isEqualTo(first);
    assertThat(parse(body(fault + " ", 1)).dataFingerprint()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0xC3, 0xE9, 0xF0, 0xFF})
  void aByteThatIsNotUtf8HidesNothingElse(int octet) {
    byte[] first = withByte(octet, 1);

    IncomingEvent incoming = EventParser.parse(VerifiedBodies.of(first));

    assertRead(incoming);
    assertThat(EventParser.parse(VerifiedBodies.of(withByte(octet, 2))).dataFingerprint())
        .isEqualTo(incoming.dataFingerprint());
    assertThat(EventParser.parse(VerifiedBodies.of(withByte(0x81, 1))).dataFingerprint())
        .as("another byte")
        .isNotEqualTo(octet == 0x81 ? "" : incoming.dataFingerprint());
  }

  @Test
  void whatCameBeforeTheEndOfACutBodyIsKnown() {
    String whole = body("1", 1);
    Event event = parse(whole.substring(0, whole.indexOf("\"connection_id\""))).event();

    assertThat(event.getReadLeniently()).isTrue();
    assertThat(event.getId()).isEqualTo("ev-7");
    assertThat(event.getEventType()).isEqualTo("call.hangup");
    assertThat(event.getCallSessionId()).isEqualTo("ses");
    assertThat(event.getConnectionId()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "hello", "a=b&c=d", "<html/>", "[NaN]", "\"data\"", "12 34"})
  void aBodyOfAnotherKindIsNotCalledReadLeniently(String body) {
    Event event = parse(body).event();

    assertThat(event.getReadLeniently()).isFalse();
    assertThat(event.getId()).startsWith("sha256:");
  }

  @Test
  void strictJsonIsNotCalledReadLeniently() {
    assertThat(parse(body("1", 1)).event().getReadLeniently()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"record_type":"event","id":"ev-1","event_type":"call_answered",\
        "created_at":"2026-03-01T10:00:00Z","payload":%s%s}\
        """,
        """
        {"metadata":{"id":"ev-1","event":"call_answered","created_at":"2026-03-01T10:00:00Z"%2$s},\
        "payload":%1$s}\
        """,
      })
  void theOlderEnvelopeHasItsIdsToo(String form) {
    String payload =
        """
        {"call_control_id":"v3:c","call_leg_id":"leg","call_session_id":"ses",\
        "connection_id":"con","client_state":"AP8="}\
        """;
    boolean inMetadata = form.contains("%2$s");
    String first = inMetadata ? ",\"attempt\":1" : ",\"meta\":{\"attempt\":1}";

    IncomingEvent incoming = parse(form.formatted(payload, first));

    Event event = incoming.event();
    assertThat(event.getId()).isEqualTo("ev-1");
    assertThat(event.getEventType()).isEqualTo("call_answered");
    assertThat(event.getOccurredAt()).isEqualTo(Timestamps.fromSeconds(1_772_359_200));
    assertThat(event.getCallControlId()).isEqualTo("v3:c");
    assertThat(event.getCallLegId()).isEqualTo("leg");
    assertThat(event.getCallSessionId()).isEqualTo("ses");
    assertThat(event.getConnectionId()).isEqualTo("con");
    assertThat(event.getClientState().size()).isEqualTo(2);
    assertThat(event.getDeliveryAttempt()).isEqualTo(1);
    assertThat(event.getPayloadCase()).isEqualTo(Event.PayloadCase.PAYLOAD_NOT_SET);
    assertThat(parse(form.formatted(payload, first.replace("1", "2"))).dataFingerprint())
        .as("of a redelivery")
        .isEqualTo(incoming.dataFingerprint());
    assertThat(parse(form.formatted(payload.replace("leg", "log"), first)).dataFingerprint())
        .isNotEqualTo(incoming.dataFingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-03-01T10:00:00Z         | 1772359200 | 0
          2026-03-01T10:00:00+0000     | 1772359200 | 0
          2026-03-01T11:30:00+0130     | 1772359200 | 0
          2026-03-01T11:30:00.25+01:30 | 1772359200 | 250000000
          2026-03-01T10:00:00,5Z       | 1772359200 | 500000000
          2026-03-01T10:00:00+00       | 1772359200 | 0
          2026-03-01T10:00Z            | 1772359200 | 0
          20260301T100000Z             | 1772359200 | 0
          20260301T100000.123456Z      | 1772359200 | 123456000
          20260301T050000-0500         | 1772359200 | 0
          2026-03-01t10:00:00z         | 1772359200 | 0
          """)
  void timesAreReadInEachFormOfIso8601(String text, long seconds, int nanos) {
    Event event = parse("{\"data\":{\"occurred_at\":\"" + text + "\"}}").event();

    assertThat(event.getOccurredAt().getSeconds()).isEqualTo(seconds);
    assertThat(event.getOccurredAt().getNanos()).isEqualTo(nanos);
  }

  private static void assertRead(IncomingEvent incoming) {
    Event event = incoming.event();
    assertThat(event.getReadLeniently()).isTrue();
    assertThat(event.getId()).isEqualTo("ev-7");
    assertThat(event.getEventType()).isEqualTo("call.hangup");
    assertThat(event.getOccurredAt()).isEqualTo(Timestamps.fromSeconds(1_772_359_200));
    assertThat(event.getCallControlId()).isEqualTo("v3:c");
    assertThat(event.getCallLegId()).isEqualTo("leg");
    assertThat(event.getCallSessionId()).isEqualTo("ses");
    assertThat(event.getConnectionId()).isEqualTo("con");
    assertThat(event.getDeliveryAttempt()).isEqualTo(1);
    assertThat(event.getCallHangup().getFrom()).isEqualTo("+1555");
  }

  private static byte[] withByte(int octet, int attempt) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((HEAD + "\"caf").getBytes(StandardCharsets.UTF_8));
    bytes.write(octet);
    bytes.writeBytes(("é\"" + TAIL.formatted(attempt)).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static String body(String odd, int attempt) {
    return HEAD + odd + TAIL.formatted(attempt);
  }

  private static IncomingEvent parse(String body) {
    return EventParser.parse(VerifiedBodies.of(body));
  }
}
