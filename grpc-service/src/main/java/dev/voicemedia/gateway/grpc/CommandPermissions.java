package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.SendCommandRequest;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the operator lets callers do.
 *
 * @param commands actions that SendCommand may send
 * @param webhookUrls whether a command may lead events to another URL than the gateway's
 */
public record CommandPermissions(Set<String> commands, boolean webhookUrls) {
  /** The default: nothing. */
  public static final CommandPermissions NONE = new CommandPermissions(Set.of(), false);

  /** Actions that have a method of their own. */
  static final Set<String> TYPED =
      Set.of(
          "answer",
          "client_state_update",
          "gather",
          "gather_stop",
          "gather_using_audio",
          "gather_using_speak",
          "hangup",
          "playback_start",
          "playback_stop",
          "record_pause",
          "record_resume",
          "record_start",
          "record_stop",
          "reject",
          "send_dtmf",
          "speak");

  private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** What begins like this names URLs, how they are called and how often. */
  private static final String WEBHOOK = "webhook_";

  /**
   * Checks the names of the actions.
   *
   * @throws IllegalArgumentException naming the action that is none, or that has its own method
   */
  public CommandPermissions {
    commands = Set.copyOf(commands);
    for (String action : new TreeSet<>(commands)) {
      if (!ACTION.matcher(action).matches()) {
        throw new IllegalArgumentException(
            "\"" + action + "\" is no action, expected a name such as transfer");
      } else if (TYPED.contains(action)) {
        throw new IllegalArgumentException(
            action + " has a method of its own, expected an action that has none");
      }
    }
  }

  /** Adds what is not allowed in a request. */
  void check(Message request, Violations violations) {
    if (request instanceof SendCommandRequest command) {
      checkAction(command.getAction(), violations);
      checkUrls("body.", command.getBody(), violations);
    } else if (request instanceof AnswerRequest answer) {
      checkFields(answer, violations);
      checkUrls("additional_properties.", answer.getAdditionalProperties(), violations);
    } else if (request instanceof DialRequest dial) {
      checkFields(dial, violations);
      checkUrls("additional_properties.", dial.getAdditionalProperties(), violations);
    }
  }

  private void checkAction(String action, Violations violations) {
    if (TYPED.contains(action)) {
      violations.add(
          "action", "typed_action", "must not be an action that has a method of its own", action);
    } else if (!commands.contains(action) && ACTION.matcher(action).matches()) {
      violations.add(
          "action",
          "action_not_allowed",
          "must be an action that the operator allows with --allow-commands, which are "
              + (commands.isEmpty() ? "none" : String.join(", ", new TreeSet<>(commands))),
          action);
    }
  }

  private void checkFields(Message request, Violations violations) {
    request
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.getName().startsWith(WEBHOOK)) {
                checkUrl(field.getName(), violations);
              }
            });
  }

  private void checkUrls(String path, Struct json, Violations violations) {
    json.getFieldsMap().keySet().stream()
        .filter(name -> name.startsWith(WEBHOOK))
        .sorted()
        .forEach(name -> checkUrl(path + name, violations));
  }

  private void checkUrl(String field, Violations violations) {
    if (!webhookUrls) {
      violations.add(
          field,
          "webhook_url_not_allowed",
          "must not be set: events would not reach the gateway; the operator can allow it with"
              + " --allow-webhook-url");
    }
  }
}
