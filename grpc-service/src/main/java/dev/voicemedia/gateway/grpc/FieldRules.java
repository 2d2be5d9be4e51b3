package dev.voicemedia.gateway.grpc;

import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.Violation;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;

/**
 * The rules that the contract's options state. Those of a message are compiled, once a process,
 * when they are first needed; for all messages together that takes more than a second of CPU.
 */
final class FieldRules {
  private FieldRules() {}

  /** The rules that a message breaks. */
  static List<Violation> brokenBy(Message message) {
    return check(message).getViolations();
  }

  /** Compiles the rules of a message, unless they are. */
  static void compile(Descriptor message) {
    check(DynamicMessage.getDefaultInstance(message));
  }

  private static ValidationResult check(Message message) {
    try {
      return Shared.VALIDATOR.validate(message);
    } catch (ValidationException e) {
      throw new IllegalStateException("a rule of the contract cannot be evaluated", e);
    }
  }

  /** Made when it is needed: that alone loads a thousand classes. */
  private static final class Shared {
    private static final Validator VALIDATOR = ValidatorFactory.newBuilder().build();
  }
}
