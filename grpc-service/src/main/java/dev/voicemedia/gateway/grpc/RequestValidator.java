package dev.voicemedia.gateway.grpc;

import build.buf.protovalidate.Violation;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks requests against the rules of the contract: those of its fields, and of several. */
final class RequestValidator {
  private final CommandPermissions permissions;

  private RequestValidator(CommandPermissions permissions) {
    this.permissions = permissions;
  }

  /** A validator for the requests of services that need no permission. */
  static RequestValidator withoutPermissions() {
    return new RequestValidator(CommandPermissions.NONE);
  }

  /** A validator for the requests of all actions. */
  static RequestValidator ofActions(CommandPermissions permissions) {
    return new RequestValidator(permissions);
  }

  /**
   * @throws InvalidRequestException with every violation; where a field has too many items, with
   *     that alone
   */
  void check(Message request) throws InvalidRequestException {
    List<FieldViolation> tooMany = RepeatedLimits.violationsOf(request);
    if (!tooMany.isEmpty()) {
      throw new InvalidRequestException(tooMany);
    }
    List<FieldViolation> violations = new ArrayList<>();
    FieldRules.brokenBy(request).forEach(violation -> violations.add(describe(violation, request)));
    InnerCommand inner = InnerCommand.of(request);
    Violations others = new Violations(inner.path());
    ActionRules.check(inner.command(), others);
    CallControlRules.check(request, others);
    permissions.check(request, others);
    violations.addAll(others.all());
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }

  private static FieldViolation describe(Violation violation, Message request) {
    var broken = violation.toProto();
    return FieldViolation.newBuilder()
        .setField(pathOf(broken.getField()))
        .setDescription(explain(broken, violation.getFieldValue(), request))
        .setReason(broken.getRuleId())
        .build();
  }

  /**
   * @param value null for a rule about a oneof, and for one that is an expression
   */
  private static String explain(
      build.buf.validate.Violation broken, Violation.@Nullable FieldValue value, Message request) {
    if (value != null) {
      return expected(broken, value.getDescriptor()) + ValueText.suffix(value.getValue());
    }
    String members = membersOf(broken.getField(), request);
    return members.isEmpty()
        ? broken.getMessage() + ValueText.suffix(valueAt(broken.getField(), request))
        : "exactly one of " + members + " must be set";
  }

  /** The rule's own words, but for enums, where they are numbers. */
  private static String expected(build.buf.validate.Violation broken, FieldDescriptor field) {
    return switch (broken.getRuleId()) {
      case "enum.defined_only", "enum.not_in" ->
          field.getEnumType().getValues().stream()
              .filter(constant -> constant.getNumber() != 0)
              .map(EnumValueDescriptor::getName)
              .collect(Collectors.joining(", ", "must be one of ", ""));
      default -> broken.getMessage();
    };
  }

  /** Of the oneof that is the last element of the path; empty if that is a field. */
  private static String membersOf(FieldPath path, Message request) {
    Descriptor message = request.getDescriptorForType();
    List<FieldPathElement> elements = path.getElementsList();
    for (FieldPathElement element : elements.subList(0, elements.size() - 1)) {
      message = message.findFieldByName(element.getFieldName()).getMessageType();
    }
    String name = elements.get(elements.size() - 1).getFieldName();
    return message.getRealOneofs().stream()
        .filter(oneof -> oneof.getName().equals(name))
        .flatMap(oneof -> oneof.getFields().stream())
        .map(FieldDescriptor::getName)
        .collect(Collectors.joining(", "));
  }

  private static @Nullable Object valueAt(FieldPath path, Message request) {
    Object at = request;
    for (FieldPathElement element : path.getElementsList()) {
      if (!(at instanceof Message message)) {
        return null;
      }
      FieldDescriptor field =
          message.getDescriptorForType().findFieldByName(element.getFieldName());
      at =
          element.hasIndex()
              ? message.getRepeatedField(field, Math.toIntExact(element.getIndex()))
              : message.getField(field);
    }
    return at;
  }

  private static String pathOf(FieldPath path) {
    return path.getElementsList().stream()
        .map(RequestValidator::nameOf)
        .collect(Collectors.joining("."));
  }

  private static String nameOf(FieldPathElement element) {
    return element.hasIndex()
        ? element.getFieldName() + "[" + element.getIndex() + "]"
        : element.getFieldName();
  }
}
