package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.GatherUsingAudioRequest;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.SendCommandRequest;

/**
 * Telnyx's rules on call control that the contract states in words, most of them because they look
 * at more than one field. A field that is not set breaks no rule.
 */
final class CallControlRules {
  private static final String OPEN_FIELD = "additional_properties";

  private final Violations violations;

  private CallControlRules(Violations violations) {
    this.violations = violations;
  }

  /** Adds every violation; none for a message that no rule is about. */
  static void check(Message request, Violations violations) {
    CallControlRules rules = new CallControlRules(violations);
    if (request instanceof AnswerRequest answer) {
      rules.checkOpen(answer, answer.getAdditionalProperties());
    } else if (request instanceof DialRequest dial) {
      rules.check(dial);
    } else if (request instanceof GatherRequest gather) {
      rules.checkDigits(
          gather.hasMinimumDigits() ? gather.getMinimumDigits() : 1,
          gather.hasMaximumDigits() ? gather.getMaximumDigits() : Integer.MAX_VALUE);
    } else if (request instanceof GatherUsingSpeakRequest gather) {
      rules.checkDigits(
          gather.hasMinimumDigits() ? gather.getMinimumDigits() : 1,
          gather.hasMaximumDigits() ? gather.getMaximumDigits() : Integer.MAX_VALUE);
    } else if (request instanceof GatherUsingAudioRequest gather) {
      rules.check(gather);
    } else if (request instanceof SendCommandRequest command) {
      rules.check(command);
    }
  }

  private void check(DialRequest request) {
    if (request.hasAudioUrl() && request.hasMediaName()) {
      refuseBeside("media_name", "audio_url");
    }
    boolean bridges = request.getBridgeOnAnswer() || request.getBridgeIntent();
    if (bridges && !request.hasLinkTo()) {
      violations.add(
          "link_to", "bridge_needs_link", "must be set with bridge_on_answer or bridge_intent");
    }
    checkOpen(request, request.getAdditionalProperties());
  }

  private void check(GatherUsingAudioRequest request) {
    if (request.hasAudioUrl() && request.hasMediaName()) {
      refuseBeside("media_name", "audio_url");
    }
    if (request.hasInvalidAudioUrl() && request.hasInvalidMediaName()) {
      refuseBeside("invalid_media_name", "invalid_audio_url");
    }
    checkDigits(
        request.hasMinimumDigits() ? request.getMinimumDigits() : 1,
        request.hasMaximumDigits() ? request.getMaximumDigits() : Integer.MAX_VALUE);
  }

  private void check(SendCommandRequest request) {
    if (request.getBody().containsFields("command_id")) {
      violations.add("body.command_id", "own_field", "must not be there: command_id is a field");
    }
    violations.addFaultsOf("body", request.getBody());
  }

  private void checkDigits(int fewest, int most) {
    if (fewest > most) {
      violations.add(
          "minimum_digits",
          "min_above_max",
          "must not be above maximum_digits, which is " + most,
          fewest);
    }
  }

  /** A property has one place, so that the two cannot contradict each other. */
  private void checkOpen(Message request, Struct properties) {
    for (String name : properties.getFieldsMap().keySet()) {
      if (request.getDescriptorForType().findFieldByName(name) != null) {
        violations.add(
            OPEN_FIELD + "." + name, "own_field", "must not be there: " + name + " is a field");
      }
    }
    violations.addFaultsOf(OPEN_FIELD, properties);
  }

  private void refuseBeside(String field, String other) {
    violations.add(field, "one_source", "must not be set beside " + other);
  }
}
