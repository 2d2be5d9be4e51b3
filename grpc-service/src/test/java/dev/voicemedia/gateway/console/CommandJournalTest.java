package dev.voicemedia.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.gateway.grpc.ActionListener;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.upstream.AttemptListener;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.SpeakRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CommandJournalTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final CommandJournal journal = new CommandJournal(clock, false);

  @Test
  void anAttemptBesideAnotherIsAHedge() throws Exception {
    ActionListener.Watch speak = begin("call", "one");
    AttemptListener.Attempt first = journal.begun("call", "one");
    AttemptListener.Attempt second = journal.begun("call", "one");
    second.ended("accepted");
    first.ended("cancelled");
    speak.ended("accepted", "request", "");

    JsonNode attempts = commands("call").at("/0/attempts");

    assertThat(attempts.at("/0/hedge").asBoolean()).isFalse();
    assertThat(attempts.at("/0/result").asText()).isEqualTo("cancelled");
    assertThat(attempts.at("/1/hedge").asBoolean()).isTrue();
  }

  @Test
  void attemptsBelongToTheCommandThatIsUnderWay() throws Exception {
    begin("call", "one").ended("rejected", "", "CALL_ENDED");
    begin("call", "one");
    begin("other", "one");
    journal.begun("call", "one");
    journal.begun("unknown", "one").ended("accepted");

    assertThat(commands("call").at("/0/attempts")).isEmpty();
    assertThat(commands("call").at("/1/attempts")).hasSize(1);
    assertThat(commands("other").at("/0/attempts")).isEmpty();
  }

  @Test
  void anAttemptOfADialNamesItsConnection() throws Exception {
    DialRequest dial = DialRequest.newBuilder().setConnectionId("connection").build();
    journal.begun("Dial", "service", "id", dial);
    journal.begun("connection", "id").ended("accepted");

    assertThat(all().at("/0/attempts/0/result").asText()).isEqualTo("accepted");
  }

  @Test
  void theOldestCommandsAreForgotten() throws Exception {
    for (int number = 0; number < 2_100; number++) {
      begin("call", "id-" + number).ended("accepted", "", "");
    }

    assertThat(all()).hasSize(2_000);
    assertThat(all().at("/0/commandId").asText()).isEqualTo("id-100");
  }

  @Test
  void aLongRequestIsCut() throws Exception {
    CommandJournal withRequests = new CommandJournal(clock, true);
    SpeakRequest long_ = SpeakRequest.newBuilder().setPayload("x".repeat(10_000)).build();
    withRequests.begun("Speak", "service", "id", long_);

    String request =
        new ObjectMapper().readTree(withRequests.json(null)).at("/commands/0/request").asText();

    assertThat(request).hasSize(4_097).endsWith("…");
  }

  private ActionListener.Watch begin(String call, String id) {
    SpeakRequest request = SpeakRequest.newBuilder().setCallControlId(call).build();
    return journal.begun("Speak", "service", id, request);
  }

  private JsonNode commands(String call) throws Exception {
    return new ObjectMapper().readTree(journal.json(call)).get("commands");
  }

  private JsonNode all() throws Exception {
    return new ObjectMapper().readTree(journal.json(null)).get("commands");
  }
}
