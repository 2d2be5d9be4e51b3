package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.testing.ApiDocument;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Walks through the OpenAPI document: every webhook has a payload of its own in the contract, and
 * every value of every property of it can be read from an event.
 */
final class EventsCoverApiDocumentTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ApiDocument document = ApiDocument.published();
  private final List<String> gaps = new ArrayList<>();
  private int values;

  @Test
  void everythingAWebhookCanSayCanBeReadFromItsEvent() {
    document.webhookPayloads().forEach(this::walk);

    assertThat(gaps).as("what events lack of the OpenAPI document").isEmpty();
    assertThat(document.webhookPayloads()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(values).as("values that were read").isGreaterThan(100);
  }

  private void walk(String eventType, JsonNode payloadSchema) {
    FieldDescriptor typed = Event.getDescriptor().findFieldByName(eventType.replace('.', '_'));
    if (typed == null) {
      gaps.add(eventType + ": Event has no payload for it");
      return;
    }
    document
        .properties(payloadSchema)
        .properties()
        .forEach(
            property ->
                walk(
                    eventType,
                    eventType + "." + property.getKey(),
                    List.of(property.getKey()),
                    property.getValue()));
  }

  private void walk(String eventType, String where, List<String> path, JsonNode schema) {
    if (document.isNullable(schema)) {
      expect(eventType, where, path, JSON.nullNode());
    }
    if (!document.isObject(schema)) {
      try {
        document.valuesOf(schema).forEach(value -> expect(eventType, where, path, value));
      } catch (IllegalArgumentException e) {
        gaps.add(where + ": " + e.getMessage());
      }
      return;
    }
    document
        .properties(schema)
        .properties()
        .forEach(
            property -> {
              List<String> inner = new ArrayList<>(path);
              inner.add(property.getKey());
              walk(eventType, where + "." + property.getKey(), inner, property.getValue());
            });
  }

  private void expect(String eventType, String where, List<String> path, JsonNode value) {
    values++;
    Event event = EventParser.parse(VerifiedBodies.of(body(eventType, path, value))).event();
    Message place = holderOf(path.get(0), event);
    FieldDescriptor field = null;
    for (String name : path) {
      place = field == null ? place : (Message) place.getField(field);
      field = place.getDescriptorForType().findFieldByName(name);
      if (field == null) {
        gaps.add(where + ": " + place.getDescriptorForType().getName() + " has no such field");
        return;
      }
    }
    if (field != null) {
      String read = text(place, field);
      if (!read.equals(expected(value))) {
        gaps.add(where + ": " + value + " was sent, but \"" + read + "\" was read");
      }
    }
  }

  /**
   * What all events have, such as call_control_id, is a field of the event, the rest of its
   * payload.
   */
  private static Message holderOf(String name, Event event) {
    FieldDescriptor payload =
        event.getOneofFieldDescriptor(
            Event.getDescriptor().findFieldByName("call_hangup").getContainingOneof());
    boolean common = Event.getDescriptor().findFieldByName(name) != null;
    return common || payload == null ? event : (Message) event.getField(payload);
  }

  private static String text(Message holder, FieldDescriptor field) {
    boolean set = !field.hasPresence() || holder.hasField(field);
    Object value = holder.getField(field);
    if (!set) {
      return "";
    } else if (value instanceof ByteString bytes) {
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    } else if (value instanceof Timestamp time) {
      return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
    } else {
      return value.toString();
    }
  }

  private static String expected(JsonNode value) {
    return Optional.of(value).filter(each -> !each.isNull()).map(JsonNode::asText).orElse("");
  }

  private static String body(String eventType, List<String> path, JsonNode value) {
    ObjectNode envelope = JSON.objectNode();
    ObjectNode data = envelope.putObject("data").put("event_type", eventType).put("id", "e-1");
    ObjectNode place = data.putObject("payload");
    for (String name : path.subList(0, path.size() - 1)) {
      place = place.putObject(name);
    }
    place.set(path.get(path.size() - 1), value);
    return envelope.toString();
  }
}
