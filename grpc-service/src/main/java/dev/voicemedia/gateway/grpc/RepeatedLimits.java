package dev.voicemedia.gateway.grpc;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits on how many items repeated fields have. They are checked before the rules of the items,
 * which for a million of them would take seconds.
 */
final class RepeatedLimits {
  private RepeatedLimits() {}

  /** What of a message, and of those in it, has too many items. */
  static List<FieldViolation> violationsOf(Message message) {
    List<FieldViolation> violations = new ArrayList<>();
    check(message, "", violations);
    return violations;
  }

  private static void check(Message message, String path, List<FieldViolation> violations) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      String name = path + field.getName();
      if (field.isRepeated()) {
        checkCount(field, message.getRepeatedFieldCount(field), name, violations);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && message.hasField(field)) {
        check((Message) message.getField(field), name + ".", violations);
      }
    }
  }

  private static void checkCount(
      FieldDescriptor field, int count, String name, List<FieldViolation> violations) {
    FieldRules rules = field.getOptions().getExtension(ValidateProto.field);
    if (rules.getRepeated().hasMaxItems() && count > rules.getRepeated().getMaxItems()) {
      violations.add(
          FieldViolation.newBuilder()
              .setField(name)
              .setReason("repeated.max_items")
              .setDescription(
                  "must have at most " + rules.getRepeated().getMaxItems() + " items, has " + count)
              .build());
    }
  }
}
