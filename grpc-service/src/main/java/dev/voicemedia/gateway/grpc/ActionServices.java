package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import io.grpc.BindableService;
import java.util.List;

/** The services that send commands to Telnyx. */
public final class ActionServices {
  private final List<BindableService> services;

  private ActionServices(ActionRunner runner, WaitRunner waits) {
    services = List.of(new MediaActionsService(runner, waits), new CallControlService(runner));
  }

  /**
   * The services, which share what is sent, remembered and waited for.
   *
   * @param events whose streams those who wait for the end of a command share
   * @param listener is shown each action
   */
  public static ActionServices of(
      CommandSender sender,
      UpstreamMeters meters,
      CommandPermissions permissions,
      WebhookEventsService events,
      ActionListener listener) {
    return of(RequestValidator.ofActions(permissions), sender, meters, events.waits(), listener);
  }

  static ActionServices of(
      RequestValidator validator,
      CommandSender sender,
      UpstreamMeters meters,
      WaitStreams waits,
      ActionListener listener) {
    ActionRunner runner =
        new ActionRunner(
            validator, sender, new ErrorMapper(), meters, waits.sentCommands(), listener);
    return new ActionServices(runner, new WaitRunner(runner, waits));
  }

  /** Both of them. */
  public List<BindableService> services() {
    return services;
  }
}
