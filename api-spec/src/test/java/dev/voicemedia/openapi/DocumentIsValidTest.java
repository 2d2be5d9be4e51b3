package dev.voicemedia.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentIsValidTest {

  private static final String OFFICIAL = "https://spec.openapis.org/oas/3.1/";
  private static final PublishedDocument DOCUMENT = PublishedDocument.read();

  @Test
  void theDocumentMeetsTheOfficialSchemaOfOpenApi31() {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(DocumentIsValidTest::officialSchema));
    Schema schema = registry.getSchema(SchemaLocation.of(OFFICIAL + "schema-base/2025-09-15"));

    assertThat(schema.validate(DOCUMENT.root())).map(Object::toString).isEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> dangling = new ArrayList<>();
    DOCUMENT
        .root()
        .findValuesAsText("$ref")
        .forEach(
            reference -> {
              if (!reference.startsWith("#/")
                  || DOCUMENT.root().at(reference.substring(1)).isMissingNode()) {
                dangling.add(reference);
              }
            });

    assertThat(dangling).isEmpty();
  }

  @Test
  void everyTargetOfTheVoiceSettingsDiscriminatorExists() {
    JsonNode mapping = DOCUMENT.schema("VoiceSettings").at("/discriminator/mapping");

    assertThat(mapping)
        .isNotEmpty()
        .allSatisfy(
            target ->
                assertThat(DOCUMENT.root().at(target.asText().substring(1)).isMissingNode())
                    .as(target.asText())
                    .isFalse());
  }

  @Test
  void noSchemaHasADefaultBecauseAGeneratedClientWouldSendIt() {
    assertThat(DOCUMENT.root().findParents("default")).isEmpty();
  }

  @Test
  void everySchemaPropertyAndOperationIsDescribed() {
    List<String> silent = new ArrayList<>();
    DOCUMENT
        .root()
        .at("/components/schemas")
        .properties()
        .forEach(
            schema -> {
              for (JsonNode properties : schema.getValue().findValues("properties")) {
                properties
                    .properties()
                    .forEach(
                        property -> {
                          JsonNode target = DOCUMENT.resolve(property.getValue());
                          if (!property.getValue().has("description")
                              && !target.has("description")
                              && !target.has("properties")) {
                            silent.add(schema.getKey() + "." + property.getKey());
                          }
                        });
              }
            });
    DOCUMENT.root().findParents("operationId").stream()
        .filter(operation -> !operation.has("description"))
        .forEach(operation -> silent.add(operation.path("operationId").asText()));

    assertThat(silent).isEmpty();
  }

  private static @Nullable String officialSchema(String iri) {
    return iri.startsWith(OFFICIAL)
        ? PublishedDocument.text("/openapi/3.1/" + iri.substring(OFFICIAL.length()))
        : null;
  }
}
