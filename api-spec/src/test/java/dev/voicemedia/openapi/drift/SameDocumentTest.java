package dev.voicemedia.openapi.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What says the same in other words is no drift. */
class SameDocumentTest {

  @TempDir private Path folder;

  @Test
  void theSameDocumentShowsNoDriftInYamlAndJson() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();

    assertNoDrift(upstream.writeYaml(folder));
    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void theSameDocumentInOpenApi30ShowsNoDrift() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    ObjectNode root = upstream.root();
    root.put("openapi", "3.0.3");
    root.set("x-webhooks", root.remove("webhooks"));
    asVersion30(root);
    upstream
        .object("/components/schemas/TelnyxVoiceSettings/allOf/1/properties/voice_speed")
        .put("exclusiveMinimum", false);

    assertThat(upstream.schema("EventClientState").path("nullable").asBoolean()).isTrue();
    assertThat(upstream.schema("ClientState").path("format").asText()).isEqualTo("byte");
    assertNoDrift(upstream.writeYaml(folder));
  }

  @Test
  void inlineSchemasShowNoDriftAgainstReferences() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    ObjectNode properties = upstream.properties("SpeakRequest");
    properties.set("language", upstream.schema("SpeakLanguage").deepCopy());
    ArrayNode parts = properties.putObject("client_state").putArray("allOf");
    parts.add(upstream.schema("ClientState").deepCopy());

    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void aOneOfWithADiscriminatorShowsNoDriftAgainstABaseSchema() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    ObjectNode base = upstream.schema("VoiceSettings");
    ObjectNode union = upstream.properties("SpeakRequest").putObject("voice_settings");
    union.set("discriminator", base.remove("discriminator"));
    ArrayNode parts = union.putArray("oneOf");
    union
        .at("/discriminator/mapping")
        .forEach(target -> parts.addObject().put("$ref", target.asText()));
    upstream.properties("GatherUsingSpeakRequest").set("voice_settings", union.deepCopy());

    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void anEventIsKnownByItsTypeWhateverItsWebhookIsCalled() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    ObjectNode webhooks = upstream.object("/webhooks");
    webhooks.set("callSpeakEnded", webhooks.remove("call.speak.ended"));

    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void otherOperationsAndEventsAreNotLookedAt() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream.copy("/paths", "/calls/{call_control_id}/actions/speak", "/conferences/{id}/speak");
    upstream.copy(
        "/paths", "/calls/{call_control_id}/actions/speak", "/calls/{id}/actions/transfer");
    upstream.object("/webhooks").putObject("call.cost").putObject("post");

    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void whatUpstreamLeavesUnsaidIsNoDrift() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream.schema("TargetLegs").remove("enum");
    upstream.schema("RecordingId").remove("format");
    ObjectNode recording = upstream.properties("StartRecordingRequest");
    recording.withObject("/max_length").remove("maximum");

    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void whatOurDocumentLeavesOutOnPurposeIsNoDrift() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    ObjectNode headers = upstream.properties("CallInitiatedPayload").putObject("custom_headers");
    headers.put("type", "array").putObject("items").putObject("properties").putObject("name");

    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void whatUpstreamSendsWithoutDocumentingItIsNoDrift() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream.schema("CallSpeakEndedPayload").remove("x-undocumented");
    upstream.properties("CallSpeakEndedPayload").remove("speak_id");

    assertNoDrift(upstream.writeJson(folder));
  }

  @Test
  void whatUpstreamHasDocumentedSinceIsCompared() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream.schema("CallSpeakEndedPayload").remove("x-undocumented");
    upstream.properties("CallSpeakEndedPayload").withObject("/speak_id").put("type", "integer");

    assertThat(CommandRun.on(upstream.writeJson(folder)).out())
        .contains("payload.speak_id changed its type from string to integer");
  }

  @Test
  void anchorsAreFollowed() throws Exception {
    String yaml = Files.readString(UpstreamDocument.likeOurs().writeYaml(folder));
    String stop = "      recording_id:\n          $ref: \"#/components/schemas/RecordingId\"\n";
    int first = yaml.indexOf(stop);
    assertThat(first).isPositive();
    String anchored =
        yaml.substring(0, first)
            + stop.replace("recording_id:", "recording_id: &id")
            + yaml.substring(first + stop.length()).replace(stop, "      recording_id: *id\n");

    assertThat(anchored).contains("*id");
    assertNoDrift(Files.writeString(folder.resolve("anchored.yaml"), anchored));
  }

  @Test
  void aSchemaThatHoldsItselfIsReadOnce() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream
        .properties("SpeakRequest")
        .putObject("nested")
        .put("$ref", "#/components/schemas/SpeakRequest");

    CommandRun run = CommandRun.on(upstream.writeJson(folder));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("speak: request property nested was added").hasLineCount(4);
  }

  private static void assertNoDrift(Path document) {
    CommandRun run = CommandRun.on(document);
    assertThat(run.out() + run.err()).isEqualTo("No drift." + System.lineSeparator());
    assertThat(run.exitCode()).isZero();
  }

  /** Says in the words of 3.0 what stands here in those of 3.1. */
  private static void asVersion30(JsonNode node) {
    if (node instanceof ObjectNode schema) {
      if (schema.path("type").isArray()) {
        schema.put("type", schema.path("type").path(0).asText()).put("nullable", true);
      }
      if (schema.path("contentEncoding").asText().equals("base64")) {
        schema.remove("contentEncoding");
        schema.put("format", "byte");
      }
      if (schema.path("examples").isArray()) {
        schema.set("example", schema.remove("examples").path(0));
      }
    }
    node.forEach(SameDocumentTest::asVersion30);
  }
}
