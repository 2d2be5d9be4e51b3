package dev.voicemedia.gateway.grpc;

import com.google.rpc.BadRequest.FieldViolation;
import java.util.List;
import java.util.stream.Collectors;

/** A request that breaks rules of the contract: all of them, with the fields' names. */
final class InvalidRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldViolation> violations;

  InvalidRequestException(List<FieldViolation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.getField() + ": " + violation.getDescription())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  List<FieldViolation> violations() {
    return violations;
  }
}
