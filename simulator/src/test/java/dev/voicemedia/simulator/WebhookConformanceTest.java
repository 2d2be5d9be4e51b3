package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds the simulator's webhooks against the document that the gateway is built from. */
class WebhookConformanceTest {

  private final Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void everyEventOfTheDocumentIsSentAndHasItsShapeAndItsFields() throws IOException {
    setting.command("speak", "{'payload':'one','voice':'male'}");
    setting.command("playback_start", "{'audio_url':'http://files.test/a'}");
    setting.command("playback_start", "{'media_name':'b','client_state':'c3RhdGU='}");
    setting.simulator.inject(Fault.of(new Effect.FailedPlayback("failed")).times(1));
    setting.command("playback_start", "{'playback_content':'UklGRg=='}");
    setting.command("record_start", "{'format':'wav','channels':'dual','transcription':true}");
    setting.advance(60);
    setting.command("record_stop", "{}");
    setting.simulator.inject(
        Fault.of(new Effect.FailedRecording("Internal server error")).times(1));
    setting.command("record_start", "{'format':'mp3','channels':'single'}");
    setting.advance(60);
    setting.command("gather", "{'maximum_digits':2}");
    setting.call.press("12");
    setting.call.hangUp();
    setting.advance(60);
    List<WebhookReceiver.Received> received =
        setting.receiver.await(setting.simulator.webhooks().size());

    JsonNode document = document();
    SchemaRegistry registry =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi31(),
            builder -> builder.schemas(Map.of("urn:document", document.toString())));
    List<String> unsent = new ArrayList<>();
    document
        .path("webhooks")
        .properties()
        .forEach(
            webhook -> {
              String schema =
                  webhook
                      .getValue()
                      .at("/post/requestBody/content/application~1json/schema/$ref")
                      .asText();
              Set<String> fields = new TreeSet<>(fields(document, schema));
              for (WebhookReceiver.Received one : received) {
                if (one.type().equals(webhook.getKey())) {
                  assertThat(
                          registry
                              .getSchema(SchemaLocation.of("urn:document" + schema))
                              .validate(one.json()))
                      .as(one.body())
                      .isEmpty();
                  one.payload().fieldNames().forEachRemaining(fields::remove);
                }
              }
              fields.forEach(field -> unsent.add(webhook.getKey() + " " + field));
            });

    assertThat(unsent).isEmpty();
  }

  private static List<String> fields(JsonNode document, String envelope) {
    String payload =
        document
            .at(envelope.substring(1) + "/allOf/1/properties/data/properties/payload/$ref")
            .asText();
    List<String> fields = new ArrayList<>();
    document.at(payload.substring(1) + "/properties").fieldNames().forEachRemaining(fields::add);
    assertThat(fields).as(envelope).isNotEmpty();
    return fields;
  }

  private static JsonNode document() throws IOException {
    try (InputStream input =
        WebhookConformanceTest.class.getResourceAsStream(
            "/dev/voicemedia/openapi/telnyx-voice-media.yaml")) {
      return new YAMLMapper().readTree(input);
    }
  }
}
