package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.BadRequest.FieldViolation;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a request, field by field. */
final class Violations {
  private final String path;
  private final List<FieldViolation> all = new ArrayList<>();

  Violations() {
    this("");
  }

  /**
   * @param path that all fields are below: empty, or ending in a dot
   */
  Violations(String path) {
    this.path = path;
  }

  List<FieldViolation> all() {
    return List.copyOf(all);
  }

  /**
   * @param expected of the value, as "must be …"
   */
  void add(String field, String rule, String expected, Object value) {
    add(field, rule, expected + ValueText.suffix(value));
  }

  void add(String field, String rule, String description) {
    all.add(
        FieldViolation.newBuilder()
            .setField(path + field)
            .setReason(rule)
            .setDescription(description)
            .build());
  }

  /** Adds what JSON cannot hold. */
  void addFaultsOf(String path, Struct json) {
    json.getFieldsMap().forEach((name, value) -> addFaultsOf(path + "." + name, value));
  }

  private void addFaultsOf(String path, Value value) {
    switch (value.getKindCase()) {
      case NUMBER_VALUE -> {
        if (!Double.isFinite(value.getNumberValue())) {
          add(path, "finite", "must be a number that JSON can hold", value.getNumberValue());
        }
      }
      case STRUCT_VALUE -> addFaultsOf(path, value.getStructValue());
      case LIST_VALUE -> {
        for (int i = 0; i < value.getListValue().getValuesCount(); i++) {
          addFaultsOf(path + "[" + i + "]", value.getListValue().getValues(i));
        }
      }
      case KIND_NOT_SET -> add(path, "kind", "must have a value; null is null_value");
      case STRING_VALUE, BOOL_VALUE, NULL_VALUE -> {}
    }
  }
}
