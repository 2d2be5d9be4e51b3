package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Checks request bodies against the OpenAPI document, with a library that did not write it. */
final class OpenApiRequests {

  private static final String RESOURCE = "/dev/voicemedia/openapi/telnyx-voice-media.yaml";
  private static final String DOCUMENT = "urn:voicemedia:requests";
  private static final String SCHEMAS_POINTER = "#/components/schemas/";
  private static final String DEFINITIONS_POINTER = "#/$defs/";
  private static final String REQUEST_BODY_REFERENCE =
      "/requestBody/content/application~1json/schema/$ref";
  private static final String CALLS = "/calls";
  private static final String ACTIONS = CALLS + "/{call_control_id}/actions/";

  /** What a call to the collection of calls is, beside the actions. */
  static final String DIAL = "dial";

  private static final AtomicBoolean PREPARED = new AtomicBoolean();

  private final Map<String, Schema> actions = new HashMap<>();
  private final Map<String, String> methods = new HashMap<>();
  private final Map<String, Schema> voiceSettings = new HashMap<>();

  /** The one of this JVM: reading the document takes longer than all else at a start. */
  static OpenApiRequests shared() {
    return Shared.INSTANCE;
  }

  /** Lets the document be read beside what the caller does next, unless it is. */
  static void prepareShared() {
    if (!PREPARED.getAndSet(true)) {
      Thread reader = new Thread(OpenApiRequests::shared, "simulator-openapi");
      reader.setDaemon(true);
      reader.start();
    }
  }

  /** Reads the document that the api-spec artifact carries. */
  private OpenApiRequests() {
    JsonNode document = read();
    ObjectNode definitions = document.withObject("/components/schemas");
    prepare(definitions);
    // Of the document only its schemas, as a JSON schema of their own: the rest is no schema.
    String schemas =
        "{\"$defs\":" + definitions.toString().replace(SCHEMAS_POINTER, DEFINITIONS_POINTER) + "}";
    SchemaRegistry registry =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi31(),
            builder ->
                builder
                    .schemas(Map.of(DOCUMENT, schemas))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .locale(Locale.ROOT)
                            .build()));
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      if (path.getKey().startsWith(CALLS)) {
        String method = path.getValue().has("put") ? "put" : "post";
        String action =
            path.getKey().equals(CALLS) ? DIAL : path.getKey().substring(ACTIONS.length());
        methods.put(action, method.toUpperCase(Locale.ROOT));
        actions.put(
            action,
            schema(registry, path.getValue().path(method).at(REQUEST_BODY_REFERENCE).asText()));
      }
    }
    JsonNode providers = definitions.at("/VoiceSettings/discriminator/mapping");
    for (Map.Entry<String, JsonNode> provider : providers.properties()) {
      voiceSettings.put(provider.getKey(), schema(registry, provider.getValue().asText()));
    }
  }

  /** All actions on a call, and {@link #DIAL}. */
  Set<String> known() {
    return Set.copyOf(actions.keySet());
  }

  /** Whether there is such an action on a call, by this method. */
  boolean hasAction(String method, String action) {
    return method.equals(methods.get(action)) && !action.equals(DIAL);
  }

  /** Everything that contradicts the document. */
  List<ApiError> check(String action, ObjectNode body) {
    Schema schema = actions.get(action);
    if (schema == null) {
      throw new IllegalArgumentException(
          "action is \"" + action + "\", expected one of " + actions.keySet());
    }
    List<ApiError> errors = new ArrayList<>();
    schema.validate(body).forEach(error -> errors.add(toApiError("", error)));
    // The base schema of the settings knows only their type.
    JsonNode settings = body.path("voice_settings");
    Schema provider = voiceSettings.get(settings.path("type").asText());
    if (provider != null) {
      provider
          .validate(settings)
          .forEach(error -> errors.add(toApiError("/voice_settings", error)));
    }
    return errors.stream().distinct().toList();
  }

  private static ApiError toApiError(String prefix, Error error) {
    String pointer = prefix + error.getInstanceLocation();
    if (error.getKeyword().equals("required")) {
      return ApiError.missing((pointer + "/" + error.getProperty()).substring(1));
    }
    return ApiError.invalid(pointer, pointer + ": " + error.getMessage());
  }

  /** The known values of an open set are no limit; extensions mean nothing to the validator. */
  private static void prepare(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("x-open-values").asBoolean()) {
        object.remove("enum");
      }
      object.remove(List.of("x-open-values", "x-format", "x-left-out", "x-undocumented"));
    }
    node.forEach(OpenApiRequests::prepare);
  }

  private static Schema schema(SchemaRegistry registry, String reference) {
    return registry.getSchema(
        SchemaLocation.of(DOCUMENT + reference.replace(SCHEMAS_POINTER, DEFINITIONS_POINTER)));
  }

  private static JsonNode read() {
    try (InputStream input = OpenApiRequests.class.getResourceAsStream(RESOURCE)) {
      if (input == null) {
        throw new IllegalStateException("the OpenAPI document is missing: " + RESOURCE);
      }
      return new YAMLMapper().readTree(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    private static final OpenApiRequests INSTANCE = new OpenApiRequests();
  }
}
