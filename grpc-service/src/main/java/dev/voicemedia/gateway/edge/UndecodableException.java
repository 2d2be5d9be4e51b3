package dev.voicemedia.gateway.edge;

import com.google.rpc.BadRequest.FieldViolation;
import java.util.List;

/** A request that is no message of its method, or has parameters that it must not have. */
final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldViolation> violations;

  UndecodableException(String message) {
    super(message);
    this.violations = List.of();
  }

  /**
   * @param field or parameter that is wrong
   */
  UndecodableException(String field, String description) {
    super(field + ": " + description);
    this.violations =
        List.of(FieldViolation.newBuilder().setField(field).setDescription(description).build());
  }

  List<FieldViolation> violations() {
    return violations;
  }
}
