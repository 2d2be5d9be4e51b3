package dev.voicemedia.openapi.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the schemas of one document, 3.0 or 3.1, into the same form. */
final class SchemaReader {

  private static final Set<String> LIMITS =
      Set.of(
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "pattern",
          "minItems",
          "maxItems",
          "multipleOf");

  private final JsonNode root;
  private final boolean version30;

  SchemaReader(JsonNode root) {
    this.root = root;
    this.version30 = root.path("openapi").asText().startsWith("3.0");
  }

  SchemaView read(JsonNode schema) throws BadDocumentException {
    return read(schema, List.of());
  }

  /** The node itself, or the one that its {@code $ref} leads to. */
  JsonNode resolve(JsonNode node) throws BadDocumentException {
    JsonNode resolved = node;
    for (int hops = 0; resolved.has("$ref"); hops++) {
      resolved = target(resolved.path("$ref").asText());
      if (hops > 32) {
        throw new BadDocumentException("$ref " + node.path("$ref") + " leads in a circle");
      }
    }
    return resolved;
  }

  private JsonNode target(String reference) throws BadDocumentException {
    JsonNode target =
        reference.startsWith("#/") ? root.at(reference.substring(1)) : MissingNode.getInstance();
    if (target.isMissingNode()) {
      throw new BadDocumentException(
          "$ref " + reference + " leads to nothing inside of the document");
    }
    return target;
  }

  /** {@code references} are those that led here: a schema that holds itself is cut off there. */
  private SchemaView read(JsonNode schema, List<String> references) throws BadDocumentException {
    SchemaView view = new SchemaView();
    List<String> path = references;
    if (schema.has("$ref")) {
      String reference = schema.path("$ref").asText();
      if (references.contains(reference)) {
        return view;
      }
      path = new ArrayList<>(references);
      path.add(reference);
      view.and(read(target(reference), path));
      if (version30) {
        return view; // what stands beside a reference has no meaning in 3.0
      }
    }
    view.and(keywords(schema, path));
    for (JsonNode part : schema.path("allOf")) {
      view.and(read(part, path));
    }
    for (String keyword : List.of("oneOf", "anyOf")) {
      if (schema.has(keyword)) {
        view.and(alternatives(schema, schema.path(keyword), path));
      }
    }
    discriminate(schema, view, path);
    return view;
  }

  private SchemaView keywords(JsonNode schema, List<String> path) throws BadDocumentException {
    SchemaView view = new SchemaView();
    JsonNode type = schema.path("type");
    (type.isArray() ? type : List.of(type)).forEach(t -> view.types.add(t.asText()));
    view.types.remove("");
    view.nullable = view.types.remove("null") || schema.path("nullable").asBoolean();
    view.format = format(schema);
    view.open = schema.path("x-open-values").asBoolean();
    for (JsonNode value : schema.path("enum")) {
      addValue(view, value);
    }
    if (schema.has("const")) {
      addValue(view, schema.path("const"));
    }
    limits(schema, view.limits);
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      view.properties.put(property.getKey(), read(property.getValue(), path));
    }
    for (JsonNode name : schema.path("x-left-out")) {
      SchemaView leftOut = new SchemaView();
      leftOut.leftOut = true;
      view.properties.put(name.asText(), leftOut);
    }
    for (JsonNode name : schema.path("x-undocumented")) {
      SchemaView property = view.properties.get(name.asText());
      if (property == null) {
        throw new BadDocumentException(
            "x-undocumented: " + name.asText() + ", expected a property of the same schema");
      }
      property.undocumented = true;
    }
    schema.path("required").forEach(name -> view.required.add(name.asText()));
    if (schema.has("items")) {
      view.items.add(read(schema.path("items"), path));
    }
    if (view.types.isEmpty() && !view.properties.isEmpty()) {
      view.types.add("object");
    } else if (view.types.isEmpty() && !view.values.isEmpty()) {
      view.types.add("string");
    }
    return view;
  }

  private SchemaView alternatives(JsonNode schema, JsonNode parts, List<String> path)
      throws BadDocumentException {
    Map<String, SchemaView> views = new LinkedHashMap<>();
    boolean nullable = false;
    for (JsonNode part : parts) {
      if ("null".equals(part.path("type").asText())) {
        nullable = true;
      } else {
        views.put(variantName(schema, part, views.size()), read(part, path));
      }
    }
    SchemaView result = new SchemaView();
    if (schema.has("discriminator") && views.values().stream().allMatch(SchemaView::isObject)) {
      result.types.add("object");
      result.variants.putAll(views);
    } else {
      boolean first = true;
      for (SchemaView view : views.values()) {
        if (first) {
          result.and(view);
        } else {
          result.or(view);
        }
        first = false;
      }
    }
    result.nullable |= nullable;
    return result;
  }

  /** What the discriminator calls the part, else the only value of its discriminating property. */
  private String variantName(JsonNode schema, JsonNode part, int position)
      throws BadDocumentException {
    JsonNode discriminator = schema.path("discriminator");
    String reference = part.path("$ref").asText();
    for (Map.Entry<String, JsonNode> entry : discriminator.path("mapping").properties()) {
      if (entry.getValue().asText().equals(reference)) {
        return entry.getKey();
      }
    }
    JsonNode type =
        resolve(part).path("properties").path(discriminator.path("propertyName").asText());
    String only = type.path("const").asText(type.path("enum").path(0).asText());
    return only.isEmpty() ? reference + "#" + position : only;
  }

  /**
   * Subtypes that only the discriminator's mapping names (the base schema style of inheritance).
   */
  private void discriminate(JsonNode schema, SchemaView view, List<String> path)
      throws BadDocumentException {
    JsonNode discriminator = schema.path("discriminator");
    if (discriminator.isMissingNode()) {
      return;
    }
    if (view.variants.isEmpty()) {
      Map<String, SchemaView> variants = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : discriminator.path("mapping").properties()) {
        variants.put(entry.getKey(), read(target(entry.getValue().asText()), path));
      }
      view.variants.putAll(variants);
    }
    String property = discriminator.path("propertyName").asText();
    view.properties.remove(property);
    view.variants.values().forEach(variant -> variant.properties.remove(property));
  }

  private static void addValue(SchemaView view, JsonNode value) {
    if (value.isNull()) {
      view.nullable = true;
    } else {
      view.values.add(value.asText());
    }
  }

  private static String format(JsonNode schema) {
    String format =
        schema
            .path("format")
            .asText(schema.path("x-format").asText(schema.path("contentEncoding").asText()));
    return switch (format) {
      case "byte" -> "base64";
      case "float", "double" -> "";
      default -> format;
    };
  }

  private static void limits(JsonNode schema, Map<String, String> limits) {
    for (String keyword : LIMITS) {
      putLimit(limits, keyword, schema.get(keyword));
    }
    exclusive(schema, limits, "exclusiveMinimum", "minimum");
    exclusive(schema, limits, "exclusiveMaximum", "maximum");
  }

  /** 3.0 has a flag beside the limit, 3.1 a limit of its own. */
  private static void exclusive(
      JsonNode schema, Map<String, String> limits, String keyword, String inclusive) {
    JsonNode limit = schema.path(keyword);
    if (limit.isNumber()) {
      putLimit(limits, keyword, limit);
    } else if (limit.asBoolean()) {
      limits.remove(inclusive);
      putLimit(limits, keyword, schema.get(inclusive));
    }
  }

  private static void putLimit(
      Map<String, String> limits, String keyword, @Nullable JsonNode value) {
    if (value != null) {
      limits.put(
          keyword,
          value.isNumber()
              ? value.decimalValue().stripTrailingZeros().toPlainString()
              : value.asText());
    }
  }
}
