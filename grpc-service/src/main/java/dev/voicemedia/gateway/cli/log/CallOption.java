package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.v1.EventFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Choice of a call by one of its ids. */
final class CallOption {
  private static final int MAX_LENGTH = 512;

  @Option(names = "--call", paramLabel = "ID", description = "events with this call_control_id")
  @Nullable String call;

  @Option(names = "--call-leg", paramLabel = "ID", description = "events with this call_leg_id")
  @Nullable String leg;

  @Option(
      names = "--call-session",
      paramLabel = "ID",
      description = "events with this call_session_id, of every leg")
  @Nullable String session;

  private CallOption() {}

  /**
   * @throws ParameterException for an id that no event can have
   */
  EventFilter filter(CommandSpec command) {
    EventFilter.Builder filter = EventFilter.newBuilder();
    if (call != null) {
      filter.setCallControlId(checked(command, "--call", call));
    } else if (leg != null) {
      filter.setCallLegId(checked(command, "--call-leg", leg));
    } else if (session != null) {
      filter.setCallSessionId(checked(command, "--call-session", session));
    }
    return filter.build();
  }

  private static String checked(CommandSpec command, String option, String id) {
    if (id.isBlank() || id.length() > MAX_LENGTH) {
      throw new ParameterException(
          command.commandLine(),
          "%s: %d characters, expected 1 to %d".formatted(option, id.length(), MAX_LENGTH));
    }
    return id;
  }
}
