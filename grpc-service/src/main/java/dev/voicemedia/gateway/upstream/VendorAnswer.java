package dev.voicemedia.gateway.upstream;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Telnyx's answer to a command that it did not accept.
 *
 * @param status of HTTP
 * @param requestId Telnyx's id of the request; empty if it gave none
 * @param retryAfter when Telnyx wants to be asked again; null if it does not say
 * @param errors empty if the body is not in Telnyx's form
 */
public record VendorAnswer(
    int status, String requestId, @Nullable Duration retryAfter, List<VendorError> errors) {
  public VendorAnswer {
    errors = List.copyOf(errors);
  }

  /** The answer has nothing but a status. */
  static VendorAnswer ofStatus(int status) {
    return new VendorAnswer(status, "", null, List.of());
  }

  /** Whether one of the errors has this code. */
  public boolean hasCode(String code) {
    return errors.stream().anyMatch(error -> error.code().equals(code));
  }

  /** Code of the first error; empty without one. */
  public String firstCode() {
    return errors.stream().map(VendorError::code).findFirst().orElse("");
  }

  /** Whether the command may have taken effect in spite of the status. */
  boolean mayHaveTakenEffect() {
    return status < 400 || status == 408 || status >= 500;
  }

  /** Whether the same command may be accepted a moment later. */
  boolean isTransient() {
    return status == 408 || status == 429 || status >= 500;
  }
}
