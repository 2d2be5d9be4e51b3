package dev.voicemedia.gateway.grpc;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.CompilationException;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import build.buf.validate.Violation;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import java.util.List;
import java.util.stream.Collectors;

/** Checks requests against the rules that stand in the contract. */
final class RequestValidator {
  private final Validator validator;

  /** Compiles the rules of these messages now, so that a wrong rule shows at the start. */
  RequestValidator(List<Descriptor> messages) {
    try {
      validator = ValidatorFactory.newBuilder().buildWithDescriptors(messages, false);
    } catch (CompilationException e) {
      throw new IllegalStateException("a rule of the contract does not compile", e);
    }
  }

  /**
   * @throws InvalidRequestException with every violation
   */
  void check(Message request) throws InvalidRequestException {
    List<FieldViolation> violations;
    try {
      violations =
          validator.validate(request).toProto().getViolationsList().stream()
              .map(RequestValidator::describe)
              .toList();
    } catch (ValidationException e) {
      throw new IllegalStateException("a rule of the contract cannot be evaluated", e);
    }
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
  }

  private static FieldViolation describe(Violation violation) {
    return FieldViolation.newBuilder()
        .setField(pathOf(violation.getField()))
        .setDescription(violation.getMessage())
        .setReason(violation.getRuleId())
        .build();
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
