package dev.voicemedia.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Holds the document against the list of what the vendor documents, property by property and in
 * both directions: a change of the one fails here first, and names what must change in the other.
 */
class VendorSurfaceTest {

  private static final String NOT_LISTED = ": is not in vendor-surface.yaml";
  private static final String VOICE_SETTINGS = "speak.voice_settings.";
  private static final JsonNode SURFACE = PublishedDocument.yaml("/vendor-surface.yaml");

  private final PublishedDocument document = PublishedDocument.read();
  private final List<String> gaps = new ArrayList<>();

  @Test
  void everyOperationHasEveryFieldOfTheVendor() {
    SURFACE
        .path("operations")
        .properties()
        .forEach(
            entry -> {
              String path = entry.getValue().path("path").asText();
              String name = entry.getKey();
              expect(document.operation(path).path("operationId").asText(), name, name + ": id");
              String method = entry.getValue().path("method").asText("post");
              expect(document.root().path("paths").path(path).has(method), true, name + ": method");
              JsonNode request = document.requestSchema(path);
              compareFields(name, request, entry.getValue().path("fields"));
              expect(
                  texts(document.resolve(request).path("x-left-out")),
                  texts(entry.getValue().path("open")),
                  name + ": open fields");
            });
    document.root().path("paths").properties().stream()
        .map(path -> PublishedDocument.operationOf(path.getValue()))
        .filter(operation -> !operation.isMissingNode()) // what only reads is below
        .map(operation -> operation.path("operationId").asText())
        .filter(operation -> !SURFACE.path("operations").has(operation))
        .forEach(operation -> gaps.add(operation + NOT_LISTED));

    assertThat(SURFACE.path("operations")).hasSizeGreaterThanOrEqualTo(17);
    assertThat(gaps).isEmpty();
  }

  @Test
  void everyListHasTheParametersOfTheVendor() {
    SURFACE
        .path("lists")
        .properties()
        .forEach(
            entry -> {
              JsonNode operation =
                  document
                      .root()
                      .path("paths")
                      .path(entry.getValue().path("path").asText())
                      .path("get");
              expect(
                  operation.path("operationId").asText(), entry.getKey(), entry.getKey() + ": id");
              List<String> names = new ArrayList<>();
              operation.path("parameters").forEach(each -> names.add(each.path("name").asText()));
              assertThat(names)
                  .containsExactlyInAnyOrderElementsOf(texts(entry.getValue().path("parameters")));
            });
    document.root().path("paths").properties().stream()
        .map(path -> path.getValue().path("get").path("operationId").asText())
        .filter(operation -> !operation.isEmpty() && !SURFACE.path("lists").has(operation))
        .forEach(operation -> gaps.add(operation + NOT_LISTED));

    assertThat(SURFACE.path("lists")).isNotEmpty();
    assertThat(gaps).isEmpty();
  }

  @Test
  void everyEventHasEveryPayloadFieldOfTheVendor() {
    SURFACE
        .path("events")
        .properties()
        .forEach(
            entry -> {
              String event = entry.getKey();
              JsonNode webhook = document.webhookSchema(event);
              JsonNode data = document.property(webhook, "data");
              compareEnum(event + ".event_type", document.property(data, "event_type"), event);
              compareFields(event, document.property(data, "payload"), entry.getValue());
            });
    document.root().path("webhooks").properties().stream()
        .map(Map.Entry::getKey)
        .filter(event -> !SURFACE.path("events").has(event))
        .forEach(event -> gaps.add(event + NOT_LISTED));

    assertThat(SURFACE.path("events")).hasSizeGreaterThanOrEqualTo(12);
    assertThat(gaps).isEmpty();
  }

  @Test
  void everyKindOfVoiceSettingsHasItsFieldsAndIsFoundByItsType() {
    JsonNode mapping = document.schema("VoiceSettings").at("/discriminator/mapping");
    SURFACE
        .path("voice_settings")
        .properties()
        .forEach(
            entry -> {
              String target = mapping.path(entry.getKey()).asText();
              JsonNode schema = document.schema(target.substring(target.lastIndexOf('/') + 1));
              compareFields(VOICE_SETTINGS + entry.getKey(), schema, entry.getValue());
            });
    mapping.properties().stream()
        .map(Map.Entry::getKey)
        .filter(type -> !SURFACE.path("voice_settings").has(type))
        .forEach(type -> gaps.add(VOICE_SETTINGS + type + NOT_LISTED));

    assertThat(SURFACE.path("voice_settings")).hasSizeGreaterThanOrEqualTo(8);
    assertThat(gaps).isEmpty();
  }

  @Test
  void theLimitsOfTheVendorAreStated() {
    JsonNode record = document.schema("StartRecordingRequest").path("properties");
    JsonNode loop = document.schema("Loop").path("oneOf");
    JsonNode speed = document.property(document.schema("TelnyxVoiceSettings"), "voice_speed");

    assertThat(record.at("/max_length/minimum").asInt(-1)).isZero();
    assertThat(record.at("/max_length/maximum").asInt()).isEqualTo(14_400);
    assertThat(record.at("/timeout_secs/minimum").asInt(-1)).isZero();
    assertThat(document.schema("SpeakRequest").at("/properties/payload/maxLength").asInt())
        .isEqualTo(3_000);
    assertThat(loop.at("/0/minimum").asInt()).isEqualTo(1);
    assertThat(loop.at("/0/maximum").asInt()).isEqualTo(100);
    assertThat(loop.at("/1/enum/0").asText()).isEqualTo("infinity");
    JsonNode tone = document.schema("SendDtmfRequest").at("/properties/duration_millis");
    JsonNode digits = document.schema("GatherRequest").path("properties");
    JsonNode dial = document.schema("DialRequest").path("properties");
    assertThat(tone.path("minimum").asInt()).isEqualTo(100);
    assertThat(tone.path("maximum").asInt()).isEqualTo(500);
    assertThat(digits.at("/minimum_digits/minimum").asInt()).isEqualTo(1);
    assertThat(digits.at("/maximum_digits/maximum").asInt()).isEqualTo(128);
    assertThat(digits.at("/gather_id/maxLength").asInt()).isEqualTo(40);
    assertThat(dial.at("/timeout_secs/minimum").asInt()).isEqualTo(5);
    assertThat(dial.at("/timeout_secs/maximum").asInt()).isEqualTo(600);
    assertThat(dial.at("/time_limit_secs/minimum").asInt()).isEqualTo(30);
    assertThat(dial.at("/time_limit_secs/maximum").asInt()).isEqualTo(14_400);
    assertThat(speed.path("minimum").asDouble()).isEqualTo(0.1);
    assertThat(speed.path("maximum").asDouble()).isEqualTo(2.0);
  }

  @Test
  void theErrorBodyNamesTheVendorsCodes() {
    String description = document.schema("ApiError").at("/properties/code/description").asText();

    assertThat(SURFACE.path("error_codes"))
        .isNotEmpty()
        .allSatisfy(code -> assertThat(description).contains("| " + code.asText() + " |"));
  }

  @Test
  void everyWebhookCarriesTheTwoSignatureHeaders() {
    document
        .root()
        .path("webhooks")
        .properties()
        .forEach(
            entry -> {
              List<String> headers = new ArrayList<>();
              entry
                  .getValue()
                  .at("/post/parameters")
                  .forEach(p -> headers.add(document.resolve(p).path("name").asText()));
              assertThat(headers)
                  .as(entry.getKey())
                  .containsExactlyInAnyOrder("telnyx-signature-ed25519", "telnyx-timestamp");
            });
  }

  @Test
  void everyActionHasTheAnswersOfTheVendor() {
    SURFACE
        .path("operations")
        .forEach(
            operation -> {
              String path = operation.path("path").asText();
              JsonNode responses = document.operation(path).path("responses");
              assertThat(responses.properties())
                  .as(path)
                  .map(Map.Entry::getKey)
                  .contains("200", "400", "401", "403", "404", "422", "429", "5XX");
              assertThat(document.resolve(responses.path("429")).at("/headers/Retry-After"))
                  .as(path)
                  .isNotEmpty();
            });
  }

  private void compareFields(String owner, JsonNode schema, JsonNode listed) {
    listed.properties().forEach(field -> field(owner, schema, field));
    document.propertyNames(schema).stream()
        .filter(name -> !listed.has(name) && !listed.has(name + "!") && !name.equals("type"))
        .forEach(name -> gaps.add(owner + "." + name + NOT_LISTED));
  }

  private void field(String owner, JsonNode schema, Map.Entry<String, JsonNode> expected) {
    boolean required = expected.getKey().endsWith("!");
    String name = expected.getKey().replace("!", "");
    String place = owner + "." + name;
    JsonNode property = document.property(schema, name);
    if (property.isMissingNode()) {
      gaps.add(place + ": is missing");
      return;
    }
    JsonNode requiredNames = document.resolve(schema).path("required");
    expect(contains(requiredNames, name), required, place + ": required");
    if (expected.getValue().isArray()) {
      expected.getValue().forEach(value -> compareEnum(place, property, value.asText()));
      if (!property.path("x-open-values").asBoolean()) {
        property
            .path("enum")
            .forEach(
                value -> {
                  if (!contains(expected.getValue(), value.asText())) {
                    gaps.add(place + ": the value " + value + NOT_LISTED.substring(1));
                  }
                });
      }
    } else {
      expect(typeOf(property), expected.getValue().asText(), place + ": type");
    }
  }

  private void compareEnum(String place, JsonNode property, String value) {
    expect(contains(property.path("enum"), value), true, place + ": has the value " + value);
  }

  private void expect(Object actual, Object expected, String what) {
    if (!actual.equals(expected)) {
      gaps.add(what + " is " + actual + ", expected " + expected);
    }
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static boolean contains(JsonNode values, String value) {
    for (JsonNode candidate : values) {
      if (candidate.asText().equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static String typeOf(JsonNode property) {
    if (property.has("oneOf")) {
      boolean list = property.at("/oneOf/1/type").asText().equals("array");
      return list ? "string-or-list" : "number-or-infinity";
    }
    JsonNode types = property.path("type");
    String type = types.isArray() ? types.path(0).asText() : types.asText();
    String format = property.path("format").asText(property.path("x-format").asText());
    return type.equals("string") && List.of("uuid", "date-time").contains(format) ? format : type;
  }
}
