package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.EventTime;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * Fills a message from a JSON object by its field names, which are Telnyx's own. So a payload field
 * that is added to the contract is read without further code.
 */
final class JsonMessages {
  /** {@link DateTimeFormatter#ISO_OFFSET_DATE_TIME} knows the extended form alone. */
  private static final DateTimeFormatter ISO_8601 =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(optional(DateTimeFormatter.ISO_LOCAL_DATE_TIME))
          .append(optional(basicDateTime()))
          .append(optional(offset("+HH:MM:ss")))
          .append(optional(offset("+HHmmss")))
          .toFormatter(Locale.ROOT);

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

  /**
   * Reads an ISO 8601 date and time with an offset, in the extended or the basic form; empty beyond
   * the range of a Timestamp.
   */
  static Optional<Timestamp> timestamp(JsonNode node) {
    if (!node.isTextual()) {
      return Optional.empty();
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(node.textValue().replace(',', '.'), ISO_8601);
      Timestamp timestamp = EventTime.timestamp(time.toInstant());
      return Timestamps.isValid(timestamp) ? Optional.of(timestamp) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter basicDateTime() {
    return new DateTimeFormatterBuilder()
        .appendValue(ChronoField.YEAR, 4)
        .appendValue(ChronoField.MONTH_OF_YEAR, 2)
        .appendValue(ChronoField.DAY_OF_MONTH, 2)
        .appendLiteral('T')
        .appendValue(ChronoField.HOUR_OF_DAY, 2)
        .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
        .optionalStart()
        .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
        .toFormatter(Locale.ROOT);
  }

  private static DateTimeFormatter offset(String pattern) {
    return new DateTimeFormatterBuilder().appendOffset(pattern, "Z").toFormatter(Locale.ROOT);
  }

  private static DateTimeFormatter optional(DateTimeFormatter formatter) {
    return new DateTimeFormatterBuilder().appendOptional(formatter).toFormatter(Locale.ROOT);
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
