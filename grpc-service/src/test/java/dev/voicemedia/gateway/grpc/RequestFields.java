package dev.voicemedia.gateway.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.voicemedia.gateway.testing.ApiDocument;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a property in the OpenAPI document are said in the contract: fields have the
 * names of the properties, constants of enums those of the values.
 */
final class RequestFields {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** A field's value, and what must then stand on the wire. */
  record Setting(Object value, JsonNode wire) {}

  private final ApiDocument document;
  private final List<String> gaps;

  /**
   * @param gaps is told what cannot be said
   */
  RequestFields(ApiDocument document, List<String> gaps) {
    this.document = document;
    this.gaps = gaps;
  }

  /**
   * @param where operation and property, for the gaps
   */
  List<Setting> settingsOf(String where, JsonNode schema, @Nullable FieldDescriptor field) {
    if (field == null) {
      gaps.add(where + ": the contract has no such field");
      return List.of();
    }
    if (schema.has("discriminator")) {
      return settingsByType(where, schema.path("discriminator"), field);
    }
    List<Setting> settings = new ArrayList<>();
    for (JsonNode wire : valuesOf(where, schema)) {
      Object value = valueOf(wire, field);
      if (value == null) {
        gaps.add(where + ": " + field.getFullName() + " cannot say " + wire);
      } else {
        settings.add(new Setting(value, wire));
      }
    }
    return settings;
  }

  private List<JsonNode> valuesOf(String where, JsonNode schema) {
    try {
      return document.valuesOf(schema);
    } catch (IllegalArgumentException e) {
      gaps.add(where + ": " + e.getMessage());
      return List.of();
    }
  }

  /** One of several messages, told apart by a property: a oneof with a member for each type. */
  private List<Setting> settingsByType(
      String where, JsonNode discriminator, FieldDescriptor field) {
    String typeProperty = discriminator.path("propertyName").asText();
    List<Setting> settings = new ArrayList<>();
    discriminator
        .path("mapping")
        .properties()
        .forEach(
            mapping -> {
              String type = mapping.getKey();
              FieldDescriptor member = field.getMessageType().findFieldByName(type);
              if (member == null) {
                gaps.add(where + "." + typeProperty + ": the contract has no field for " + type);
                return;
              }
              ObjectNode bare = JSON.objectNode().put(typeProperty, type);
              settings.add(
                  new Setting(
                      wrap(
                          field,
                          member,
                          DynamicMessage.getDefaultInstance(member.getMessageType())),
                      bare));
              ObjectNode reference = JSON.objectNode().set("$ref", mapping.getValue());
              document
                  .properties(reference)
                  .properties()
                  .forEach(
                      property -> {
                        String name = property.getKey();
                        if (name.equals(typeProperty)) {
                          return;
                        }
                        FieldDescriptor inner = member.getMessageType().findFieldByName(name);
                        String place = where + "(" + type + ")." + name;
                        for (Setting each : settingsOf(place, property.getValue(), inner)) {
                          settings.add(
                              new Setting(
                                  wrap(field, member, message(inner, each.value())),
                                  bare.deepCopy().set(name, each.wire())));
                        }
                      });
            });
    return settings;
  }

  private static Message wrap(FieldDescriptor outer, FieldDescriptor member, Message value) {
    return DynamicMessage.newBuilder(outer.getMessageType()).setField(member, value).build();
  }

  private static Message message(@Nullable FieldDescriptor field, Object value) {
    if (field == null) {
      throw new IllegalArgumentException("no field for " + value);
    }
    return DynamicMessage.newBuilder(field.getContainingType()).setField(field, value).build();
  }

  /** Of a repeated field, all elements: a list's, or a text that stands for a list of one. */
  private static @Nullable Object valueOf(JsonNode wire, FieldDescriptor field) {
    if (!field.isRepeated()) {
      return elementOf(wire, field);
    }
    List<Object> elements = new ArrayList<>();
    Iterable<JsonNode> all = wire.isArray() ? wire : List.of(wire);
    for (JsonNode each : all) {
      Object element = elementOf(each, field);
      if (element == null) {
        return null;
      }
      elements.add(element);
    }
    return elements;
  }

  private static @Nullable Object elementOf(JsonNode wire, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> wire.isTextual() ? wire.textValue() : null;
      case BOOLEAN -> wire.isBoolean() ? wire.booleanValue() : null;
      case INT -> wire.isInt() ? wire.intValue() : null;
      case DOUBLE -> wire.isNumber() ? wire.doubleValue() : null;
      case BYTE_STRING ->
          wire.isTextual()
              ? ByteString.copyFrom(Base64.getDecoder().decode(wire.textValue()))
              : null;
      case ENUM -> constantOf(wire.asText(), field.getEnumType());
      case MESSAGE -> wire.isObject() ? messageOf(wire, field) : memberOf(wire, field);
      default -> null;
    };
  }

  /** TranscriptionEngine and "deepgram/nova-3": TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3. */
  private static @Nullable EnumValueDescriptor constantOf(String wire, EnumDescriptor type) {
    String prefix = type.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_");
    return type.findValueByName(
        (prefix + "_" + wire.replaceAll("[^A-Za-z0-9]", "_")).toUpperCase(Locale.ROOT));
  }

  private static @Nullable Message messageOf(JsonNode wire, FieldDescriptor field) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(field.getMessageType());
    for (Map.Entry<String, JsonNode> property : wire.properties()) {
      FieldDescriptor inner = field.getMessageType().findFieldByName(property.getKey());
      Object value = inner == null ? null : valueOf(property.getValue(), inner);
      if (inner == null || value == null) {
        return null;
      }
      message.setField(inner, value);
    }
    return message.build();
  }

  /** A oneof of scalars: a number is its number, a text the flag of that name. */
  private static @Nullable Message memberOf(JsonNode wire, FieldDescriptor field) {
    for (FieldDescriptor member : field.getMessageType().getFields()) {
      boolean flag = wire.isTextual() && member.getName().equals(wire.textValue());
      Object value = flag ? true : valueOf(wire, member);
      if (value != null) {
        return message(member, value);
      }
    }
    return null;
  }
}
