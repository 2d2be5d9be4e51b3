package dev.voicemedia.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The OpenAPI document, as far as tests walk through it. */
public final class ApiDocument {
  private static final String RESOURCE = "/dev/voicemedia/openapi/telnyx-voice-media.yaml";

  /** What only reads is no command. */
  private static final Set<String> COMMANDS = Set.of("post", "put");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /**
   * An action.
   *
   * @param path with its parameters in braces
   * @param parameters names of the path's parameters
   * @param required names of the properties that a request must have
   * @param openProperties names of the properties that a request may have beside those of its
   *     schema
   */
  public record Operation(
      String id,
      String method,
      String path,
      List<String> parameters,
      JsonNode requestSchema,
      List<String> required,
      List<String> openProperties) {
    /** The name of the method in the contract: startPlayback is StartPlayback. */
    public String methodName() {
      return id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
    }
  }

  private final JsonNode root;

  private ApiDocument(JsonNode root) {
    this.root = root;
  }

  public static ApiDocument published() {
    try (InputStream in =
        Objects.requireNonNull(ApiDocument.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new ApiDocument(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  /** What acts on calls. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (COMMANDS.contains(method.getKey())
                              && method.getValue().has("operationId")) {
                            operations.add(
                                operation(
                                    method.getKey(),
                                    path.getKey(),
                                    path.getValue(),
                                    method.getValue()));
                          }
                        }));
    return operations;
  }

  /** Payload schemas by event type. */
  public Map<String, JsonNode> webhookPayloads() {
    Map<String, JsonNode> payloads = new LinkedHashMap<>();
    root.path("webhooks")
        .properties()
        .forEach(
            webhook -> {
              JsonNode envelope = bodySchema(webhook.getValue().path("post"));
              JsonNode data = properties(envelope).path("data");
              payloads.put(webhook.getKey(), properties(data).path("payload"));
            });
    return payloads;
  }

  /** The properties of a schema that has a name. */
  public ObjectNode schemaProperties(String name) {
    return properties(root.path("components").path("schemas").path(name));
  }

  /** The properties of an object with all references resolved, those of allOf included. */
  public ObjectNode properties(JsonNode schema) {
    ObjectNode properties = JSON.objectNode();
    JsonNode resolved = resolve(schema);
    resolved.path("allOf").forEach(part -> properties.setAll(properties(part)));
    resolved
        .path("properties")
        .properties()
        .forEach(property -> properties.set(property.getKey(), resolve(property.getValue())));
    return properties;
  }

  /** What a reference leads to; what stands beside it is a description only. */
  public JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? resolve(root.at(node.path("$ref").asText().substring(1))) : node;
  }

  /**
   * Values that a scalar can have: all that are listed, the limits, both booleans; and one that is
   * not listed, if others may come.
   *
   * @throws IllegalArgumentException if it is no scalar
   */
  public List<JsonNode> valuesOf(JsonNode schema) {
    List<JsonNode> values = new ArrayList<>();
    schema.path("oneOf").forEach(part -> values.addAll(valuesOf(resolve(part))));
    schema.path("enum").forEach(values::add);
    values.removeIf(JsonNode::isNull);
    if (schema.path("x-open-values").asBoolean()) {
      values.add(TextNode.valueOf("x-Not_listed/1"));
    }
    if (values.isEmpty()) {
      values.addAll(freeValuesOf(schema));
    }
    return values;
  }

  public boolean isNullable(JsonNode schema) {
    return typesOf(schema).contains("null");
  }

  public boolean isObject(JsonNode schema) {
    return typesOf(schema).contains("object");
  }

  private List<JsonNode> freeValuesOf(JsonNode schema) {
    List<String> types = typesOf(schema);
    if (types.contains("boolean")) {
      return List.of(JSON.booleanNode(true), JSON.booleanNode(false));
    } else if (types.contains("integer")) {
      return List.of(
          IntNode.valueOf(schema.path("minimum").asInt(1)),
          IntNode.valueOf(schema.path("maximum").asInt(7)));
    } else if (types.contains("number")) {
      return List.of(
          DoubleNode.valueOf(schema.path("minimum").asDouble(0.25)),
          DoubleNode.valueOf(schema.path("maximum").asDouble(1.75)));
    } else if (types.contains("array")) {
      return listsOf(schema.path("items"));
    } else if (types.contains("string")) {
      return List.of(TextNode.valueOf(textFor(schema)));
    }
    throw new IllegalArgumentException("this test cannot make a value of " + schema);
  }

  /** One with two elements, of objects all of whose properties are texts, or of scalars. */
  private List<JsonNode> listsOf(JsonNode items) {
    ArrayNode list = JSON.arrayNode();
    for (String suffix : List.of("", "-2")) {
      if (isObject(resolve(items))) {
        ObjectNode element = list.addObject();
        properties(items).fieldNames().forEachRemaining(name -> element.put(name, name + suffix));
      } else {
        list.add(valuesOf(resolve(items)).get(0).asText() + suffix);
      }
    }
    return List.of(list);
  }

  private static String textFor(JsonNode schema) {
    String format = schema.path("format").asText(schema.path("x-format").asText());
    if (schema.path("contentEncoding").asText().equals("base64")) {
      return "AP+/ZGF0YQ==";
    }
    if (schema.has("pattern")) {
      return "7"; // all patterns are about digits
    }
    return switch (format) {
      case "uuid" -> "891510ac-f3e4-11e8-af5b-de00688a4901";
      case "date-time" -> "2026-01-31T09:30:00.123456Z";
      case "uri" -> "https://example.com/a%20b.mp3?c=d&e=ü";
      default -> "Some text, \"quoted\" ü 語 😀";
    };
  }

  private static List<String> typesOf(JsonNode schema) {
    List<String> types = new ArrayList<>();
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.asText());
    }
    type.forEach(each -> types.add(each.asText()));
    return types;
  }

  private Operation operation(String method, String path, JsonNode item, JsonNode operation) {
    List<String> parameters = new ArrayList<>();
    List.of(item, operation)
        .forEach(
            holder ->
                holder
                    .path("parameters")
                    .forEach(
                        parameter -> parameters.add(resolve(parameter).path("name").asText())));
    JsonNode request = bodySchema(operation);
    List<String> required = new ArrayList<>();
    request.path("required").forEach(name -> required.add(name.asText()));
    List<String> open = new ArrayList<>();
    request.path("x-left-out").forEach(name -> open.add(name.asText()));
    return new Operation(
        operation.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        parameters,
        request,
        required,
        open);
  }

  private JsonNode bodySchema(JsonNode operation) {
    return resolve(operation.at("/requestBody/content/application~1json/schema"));
  }
}
