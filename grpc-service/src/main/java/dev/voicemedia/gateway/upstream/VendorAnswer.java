package dev.voicemedia.gateway.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  /**
   * What the errors say of the call's or the account's state; null if they are about the request.
   */
  public @Nullable StateCode state() {
    return errors.stream()
        .map(error -> StateCode.of(error.code()))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Code of the error that decides; empty without one. */
  public String code() {
    return inOrder().stream().map(VendorError::code).findFirst().orElse("");
  }

  /**
   * The errors, the one that decides what becomes of the command first. Those that name no field
   * follow, as nothing but the message has room for them.
   */
  List<VendorError> inOrder() {
    Optional<StateCode> state = Optional.ofNullable(state());
    Optional<VendorError> decisive =
        errors.stream()
            .filter(error -> state.isEmpty() || StateCode.of(error.code()).equals(state))
            .findFirst();
    List<VendorError> ordered = new ArrayList<>(errors);
    ordered.sort(
        Comparator.comparing(
            error ->
                decisive.filter(error::equals).isPresent() ? 0 : error.field().isEmpty() ? 1 : 2));
    return ordered;
  }

  /** Whether it is the request that is wrong, and Telnyx names what is. */
  boolean blamesTheRequest() {
    return (status == 400 || status == 422)
        && state() == null
        && errors.stream().anyMatch(error -> !error.field().isEmpty());
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
