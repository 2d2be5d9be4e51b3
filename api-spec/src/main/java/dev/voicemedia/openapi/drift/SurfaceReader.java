package dev.voicemedia.openapi.drift;

import com.fasterxml.jackson.databind.JsonNode;
import dev.voicemedia.openapi.drift.Subject.Part;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Cuts the operations and events of a scope out of a document. */
final class SurfaceReader {

  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  private final JsonNode document;
  private final SchemaReader schemas;
  private final Surface.Scope scope;

  private SurfaceReader(JsonNode document, Surface.Scope scope) {
    this.document = document;
    this.schemas = new SchemaReader(document);
    this.scope = scope;
  }

  static Surface read(JsonNode document, Surface.Scope scope) throws BadDocumentException {
    SurfaceReader reader = new SurfaceReader(document, scope);
    return new Surface(reader.operations(), reader.events());
  }

  private SortedMap<String, Subject> operations() throws BadDocumentException {
    SortedMap<String, Subject> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (String method : METHODS) {
        String key = key(method, path.getKey());
        JsonNode operation = path.getValue().path(method);
        if (operation.isObject() && scope.hasOperation(key)) {
          operations.put(key, operation(key, path.getValue(), operation));
        }
      }
    }
    return operations;
  }

  /** The vendor's server holds the version, another document may have it in its paths. */
  private static String key(String method, String path) {
    return method.toUpperCase(Locale.ROOT)
        + " "
        + path.replaceFirst("^/v2/", "/").replaceAll("\\{[^}]*}", "{}");
  }

  private Subject operation(String key, JsonNode path, JsonNode operation)
      throws BadDocumentException {
    SortedMap<String, Shape> request = schemas.read(body(operation)).flatten();
    for (JsonNode parameters : List.of(path.path("parameters"), operation.path("parameters"))) {
      for (JsonNode each : parameters) {
        parameter(schemas.resolve(each), request);
      }
    }
    JsonNode answer = schemas.resolve(operation.path("responses").path("200"));
    return new Subject(
        operation.path("operationId").asText(key),
        Map.of(Part.REQUEST, request, Part.ANSWER, schemas.read(jsonContent(answer)).flatten()));
  }

  private void parameter(JsonNode parameter, SortedMap<String, Shape> request)
      throws BadDocumentException {
    String in = parameter.path("in").asText();
    if (in.equals("path")) {
      return; // part of the operation's address
    }
    SchemaView holder = new SchemaView();
    String name = "(" + in + ") " + parameter.path("name").asText();
    holder.properties.put(name, schemas.read(parameter.path("schema")));
    if (parameter.path("required").asBoolean()) {
      holder.required.add(name);
    }
    request.putAll(holder.flatten());
  }

  private SortedMap<String, Subject> events() throws BadDocumentException {
    SortedMap<String, Subject> events = new TreeMap<>();
    // x-webhooks is how a 3.0 document says it
    for (String section : List.of("webhooks", "x-webhooks")) {
      for (Map.Entry<String, JsonNode> webhook : document.path(section).properties()) {
        SchemaView data =
            schemas
                .read(body(schemas.resolve(webhook.getValue()).path("post")))
                .properties
                .getOrDefault("data", new SchemaView());
        for (String type : eventTypes(webhook.getKey(), data)) {
          if (scope.hasEvent(type)) {
            events.put(type, new Subject(type, Map.of(Part.EVENT, payload(data))));
          }
        }
      }
    }
    return events;
  }

  private static Iterable<String> eventTypes(String name, SchemaView data) {
    SchemaView type = data.properties.get("event_type");
    return type == null || type.values.isEmpty() ? List.of(name) : type.values;
  }

  private static SortedMap<String, Shape> payload(SchemaView data) {
    SchemaView only = new SchemaView();
    SchemaView payload = data.properties.get("payload");
    if (payload != null) {
      only.properties.put("payload", payload);
    }
    return only.flatten();
  }

  private JsonNode body(JsonNode operation) throws BadDocumentException {
    return jsonContent(schemas.resolve(operation.path("requestBody")));
  }

  private static JsonNode jsonContent(JsonNode message) {
    return message.path("content").path("application/json").path("schema");
  }
}
