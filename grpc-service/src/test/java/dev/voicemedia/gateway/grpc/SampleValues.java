package dev.voicemedia.gateway.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.voicemedia.gateway.grpc.Sample.Said;
import dev.voicemedia.v1.AwsVoiceSettings;
import dev.voicemedia.v1.Loop;
import dev.voicemedia.v1.OtherVoiceSettings;
import dev.voicemedia.v1.VoiceSettings;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What fields may hold, and how JSON says it. */
final class SampleValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  // Whatever may need escaping in JSON or in a URL, and characters of one to four bytes.
  private static final List<String> PIECES =
      List.of(
          "a",
          "Z",
          "0",
          " ",
          ".",
          "..",
          "/",
          "\\",
          "\"",
          "'",
          "<",
          ">",
          "&",
          "%",
          "%2F",
          "+",
          "=",
          ":",
          "_",
          "-",
          "?",
          "#",
          "{",
          "}",
          "\n",
          "\r",
          "\t",
          "\0",
          "\u007f",
          "\u0085",
          "\u2028",
          "\uFEFF",
          "ü",
          "語",
          "😀",
          "infinity",
          "null");

  private SampleValues() {}

  static Arbitrary<String> strings(int fewest, int most) {
    return Arbitraries.of(PIECES)
        .list()
        .ofMinSize(fewest)
        .ofMaxSize(Math.min(most, 40))
        .map(pieces -> String.join("", pieces))
        .filter(text -> text.codePointCount(0, text.length()) <= most);
  }

  static Arbitrary<Said> texts(int fewest, int most) {
    return strings(fewest, most).map(text -> new Said(text, TextNode.valueOf(text)));
  }

  static Arbitrary<Said> texts(String... texts) {
    return Arbitraries.of(texts).map(text -> new Said(text, TextNode.valueOf(text)));
  }

  static Arbitrary<Said> uuids() {
    return Arbitraries.randomValue(random -> new UUID(random.nextLong(), random.nextLong()))
        .map(UUID::toString)
        .map(text -> new Said(text, TextNode.valueOf(text)));
  }

  static Arbitrary<Said> flags() {
    return Arbitraries.of(true, false).map(flag -> new Said(flag, BooleanNode.valueOf(flag)));
  }

  static Arbitrary<Said> wholeNumbers(int smallest, int largest) {
    return Arbitraries.integers()
        .between(smallest, largest)
        .map(number -> new Said(number, IntNode.valueOf(number)));
  }

  static Arbitrary<Said> numbers(double smallest, double largest) {
    return Arbitraries.doubles()
        .between(smallest, largest)
        .ofScale(6)
        .map(number -> new Said(number, DoubleNode.valueOf(number)));
  }

  static Arbitrary<Said> bytes(int fewest) {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMinSize(fewest)
        .ofMaxSize(80)
        .map(
            bytes ->
                new Said(
                    ByteString.copyFrom(bytes),
                    TextNode.valueOf(Base64.getEncoder().encodeToString(bytes))));
  }

  static Arbitrary<Said> constants(Map<? extends ProtocolMessageEnum, String> wireNames) {
    return Arbitraries.of(wireNames.entrySet())
        .map(
            each ->
                new Said(each.getKey().getValueDescriptor(), TextNode.valueOf(each.getValue())));
  }

  static Arbitrary<Said> loops() {
    Arbitrary<Said> times =
        Arbitraries.integers()
            .between(1, 100)
            .map(
                number ->
                    new Said(Loop.newBuilder().setTimes(number).build(), IntNode.valueOf(number)));
    return Arbitraries.oneOf(
        times,
        Arbitraries.just(
            new Said(Loop.newBuilder().setInfinity(true).build(), TextNode.valueOf("infinity"))));
  }

  /** Anything that JSON can say, beside the type. */
  static Arbitrary<Said> awsSettings() {
    return structs(2)
        .filter(said -> !said.wire().has("type"))
        .map(
            said ->
                new Said(
                    VoiceSettings.newBuilder()
                        .setAws(AwsVoiceSettings.newBuilder().setSettings((Struct) said.value()))
                        .build(),
                    ((ObjectNode) said.wire()).deepCopy().put("type", "aws")));
  }

  /** The same, of a provider by its name. */
  static Arbitrary<Said> otherSettings() {
    return Combinators.combine(strings(1, 12), structs(2).filter(said -> !said.wire().has("type")))
        .as(
            (type, said) ->
                new Said(
                    VoiceSettings.newBuilder()
                        .setOther(
                            OtherVoiceSettings.newBuilder()
                                .setType(type)
                                .setSettings((Struct) said.value()))
                        .build(),
                    ((ObjectNode) said.wire()).deepCopy().put("type", type)));
  }

  private static Arbitrary<Said> structs(int depth) {
    return Arbitraries.maps(strings(0, 8), values(depth))
        .ofMaxSize(4)
        .map(
            entries -> {
              Struct.Builder struct = Struct.newBuilder();
              ObjectNode json = JSON.objectNode();
              entries.forEach(
                  (name, said) -> {
                    struct.putFields(name, (Value) said.value());
                    json.set(name, said.wire());
                  });
              return new Said(struct.build(), json);
            });
  }

  private static Arbitrary<Said> values(int depth) {
    Arbitrary<Said> scalars =
        Arbitraries.oneOf(
            strings(0, 8).map(text -> value(text, Value.newBuilder().setStringValue(text))),
            Arbitraries.of(0, 1, -1, 1.5, -0.001, 1e15, 1e300, 4.9e-324, 123456789.0)
                .map(Number::doubleValue)
                .map(
                    number ->
                        new Said(
                            Value.newBuilder().setNumberValue(number).build(),
                            DoubleNode.valueOf(number))),
            Arbitraries.of(true, false)
                .map(
                    flag ->
                        new Said(
                            Value.newBuilder().setBoolValue(flag).build(),
                            BooleanNode.valueOf(flag))),
            Arbitraries.just(
                new Said(
                    Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build(),
                    NullNode.getInstance())));
    return depth == 0
        ? scalars
        : Arbitraries.oneOf(
            scalars,
            structs(depth - 1)
                .map(
                    said ->
                        new Said(
                            Value.newBuilder().setStructValue((Struct) said.value()).build(),
                            said.wire())),
            values(depth - 1).list().ofMaxSize(3).map(SampleValues::list));
  }

  private static Said value(String text, Value.Builder value) {
    return new Said(value.build(), TextNode.valueOf(text));
  }

  private static Said list(List<Said> elements) {
    ListValue.Builder list = ListValue.newBuilder();
    ArrayNode json = JSON.arrayNode();
    for (Said element : elements) {
      list.addValues((Value) element.value());
      JsonNode wire = element.wire();
      json.add(wire);
    }
    return new Said(Value.newBuilder().setListValue(list).build(), json);
  }
}
