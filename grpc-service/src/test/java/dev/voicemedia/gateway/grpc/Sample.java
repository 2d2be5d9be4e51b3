package dev.voicemedia.gateway.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A message together with the JSON that must be sent for it, both made from the same choices and
 * neither from the other.
 */
record Sample(Message message, ObjectNode json) {

  /** A value in a message, and in JSON. */
  record Said(Object value, JsonNode wire) {}

  /** One field with what it may hold; which of several is for a oneof. */
  record Member(Arbitrary<Map.Entry<String, Said>> choices, boolean required) {}

  static Member optional(String field, Arbitrary<Said> values) {
    return new Member(values.map(said -> Map.entry(field, said)), false);
  }

  static Member required(String field, Arbitrary<Said> values) {
    return new Member(values.map(said -> Map.entry(field, said)), true);
  }

  static Member requiredOneOf(Member first, Member second, Member third) {
    return new Member(Arbitraries.oneOf(first.choices(), second.choices(), third.choices()), true);
  }

  /** Every mixture of fields that are set and not set. */
  static Arbitrary<Sample> of(Message prototype, Member... members) {
    List<Arbitrary<Optional<Map.Entry<String, Said>>>> choices = new ArrayList<>();
    for (Member member : members) {
      choices.add(member.choices().optional(member.required() ? 1.0 : 0.5));
    }
    return Combinators.combine(choices)
        .as(
            chosen -> {
              Message.Builder message = prototype.toBuilder();
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              chosen.stream()
                  .flatMap(Optional::stream)
                  .forEach(
                      choice -> {
                        message.setField(
                            field(prototype, choice.getKey()), choice.getValue().value());
                        json.set(choice.getKey(), choice.getValue().wire());
                      });
              return new Sample(message.build(), json);
            });
  }

  String text(String property) {
    return json.path(property).asText();
  }

  private static FieldDescriptor field(Message message, String name) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(name + ": no such field");
    }
    return field;
  }
}
