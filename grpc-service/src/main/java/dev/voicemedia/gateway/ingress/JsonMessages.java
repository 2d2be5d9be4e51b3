package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.EventTime;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Fills a message from a JSON object by its field names, which are Telnyx's own. So a payload field
 * that is added to the contract is read without further code.
 */
final class JsonMessages {
  private JsonMessages() {}

  /** Sets every field of the message that the object has a fitting value for. */
  static void merge(JsonNode object, Message.Builder message) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      JsonNode value = object.path(field.getName());
      switch (field.getJavaType()) {
        case STRING -> JsonText.of(value).ifPresent(text -> message.setField(field, text));
        case BOOLEAN -> {
          if (value.isBoolean()) {
            message.setField(field, value.booleanValue());
          }
        }
        case MESSAGE -> mergeMessage(value, message, field);
        default ->
            throw new IllegalStateException(
                field.getFullName() + ": no rule to read " + field.getJavaType() + " from JSON");
      }
    }
  }

  /** Reads an ISO 8601 date and time with an offset; empty beyond the range of a Timestamp. */
  static Optional<Timestamp> timestamp(JsonNode node) {
    if (!node.isTextual()) {
      return Optional.empty();
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(node.textValue());
      Timestamp timestamp = EventTime.timestamp(time.toInstant());
      return Timestamps.isValid(timestamp) ? Optional.of(timestamp) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static void mergeMessage(JsonNode value, Message.Builder message, FieldDescriptor field) {
    if (field.getMessageType().equals(Timestamp.getDescriptor())) {
      timestamp(value).ifPresent(time -> message.setField(field, time));
    } else if (value.isObject()) {
      Message.Builder nested = message.newBuilderForField(field);
      merge(value, nested);
      message.setField(field, nested.build());
    }
  }
}
