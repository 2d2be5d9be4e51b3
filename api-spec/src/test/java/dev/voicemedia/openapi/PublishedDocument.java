package dev.voicemedia.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** The document as a user of the jar finds it. */
final class PublishedDocument {

  private static final String RESOURCE = "/dev/voicemedia/openapi/telnyx-voice-media.yaml";

  private final JsonNode root;

  private PublishedDocument(JsonNode root) {
    this.root = root;
  }

  static PublishedDocument read() {
    return new PublishedDocument(yaml(RESOURCE));
  }

  static JsonNode yaml(String resource) {
    try {
      return new YAMLMapper().readTree(text(resource));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  static String text(String resource) {
    try (InputStream in =
        Objects.requireNonNull(PublishedDocument.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  JsonNode root() {
    return root;
  }

  /** The only operation of a path. */
  JsonNode operation(String path) {
    return operationOf(root.path("paths").path(path));
  }

  /** The only operation of a path's item. */
  static JsonNode operationOf(JsonNode item) {
    return item.path(item.has("put") ? "put" : "post");
  }

  JsonNode requestSchema(String path) {
    return bodySchema(operation(path));
  }

  JsonNode webhookSchema(String eventType) {
    return bodySchema(root.path("webhooks").path(eventType).path("post"));
  }

  JsonNode schema(String name) {
    return resolve(root.path("components").path("schemas").path(name));
  }

  /**
   * A property of an object schema, those of its {@code allOf} parts included: a later part adds to
   * what an earlier one says, and replaces it. Missing if there is none.
   */
  JsonNode property(JsonNode schema, String name) {
    ObjectNode found = JsonNodeFactory.instance.objectNode();
    collect(schema, name, found);
    return found.isEmpty() ? MissingNode.getInstance() : found;
  }

  /** Names of all properties of an object schema, those of its {@code allOf} parts included. */
  Set<String> propertyNames(JsonNode schema) {
    Set<String> names = new LinkedHashSet<>();
    JsonNode resolved = resolve(schema);
    resolved.path("properties").fieldNames().forEachRemaining(names::add);
    resolved.path("allOf").forEach(part -> names.addAll(propertyNames(part)));
    return names;
  }

  /** The node that {@code $ref} leads to, or the node itself. */
  JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
  }

  private void collect(JsonNode schema, String name, ObjectNode found) {
    JsonNode resolved = resolve(schema);
    if (resolved.path("properties").has(name)) {
      found.setAll((ObjectNode) resolve(resolved.path("properties").path(name)));
    }
    resolved.path("allOf").forEach(part -> collect(part, name, found));
  }

  private JsonNode bodySchema(JsonNode operation) {
    return operation.at("/requestBody/content/application~1json/schema");
  }
}
