package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** JSON that the contract has no fields for, in both directions. */
final class OpenJson {
  private OpenJson() {}

  static Map<String, Object> toMap(Struct struct) {
    Map<String, Object> map = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((name, value) -> map.put(name, toJson(value)));
    return map;
  }

  /**
   * The members of an object.
   *
   * @param text makes texts fit for callers
   */
  static Struct toStruct(JsonNode object, UnaryOperator<String> text) {
    Struct.Builder struct = Struct.newBuilder();
    object
        .properties()
        .forEach(member -> struct.putFields(member.getKey(), toValue(member.getValue(), text)));
    return struct.build();
  }

  private static Object toJson(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRUCT_VALUE -> toMap(value.getStructValue());
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream().map(OpenJson::toJson).toList();
      // Not Java's null, which the generated client would leave out.
      case NULL_VALUE, KIND_NOT_SET -> NullNode.getInstance();
    };
  }

  /** A Struct has doubles alone; a whole number goes out without a fraction. */
  private static Object number(double value) {
    BigDecimal exact = new BigDecimal(Double.toString(value));
    return exact.stripTrailingZeros().scale() <= 0 ? exact.toBigInteger() : exact;
  }

  private static Value toValue(JsonNode json, UnaryOperator<String> text) {
    Value.Builder value = Value.newBuilder();
    if (json.isObject()) {
      value.setStructValue(toStruct(json, text));
    } else if (json.isArray()) {
      ListValue.Builder list = ListValue.newBuilder();
      json.forEach(element -> list.addValues(toValue(element, text)));
      value.setListValue(list);
    } else if (json.isNumber()) {
      value.setNumberValue(json.doubleValue());
    } else if (json.isBoolean()) {
      value.setBoolValue(json.booleanValue());
    } else if (json.isTextual()) {
      value.setStringValue(text.apply(json.textValue()));
    } else {
      value.setNullValue(NullValue.NULL_VALUE);
    }
    return value.build();
  }
}
