package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.upstream.CommandSender;
import dev.voicemedia.gateway.upstream.UpstreamMeters;
import io.grpc.BindableService;
import java.util.List;

/** The services that send commands to Telnyx. */
public final class ActionServices {
  private final List<BindableService> services;

  private ActionServices(ActionRunner runner) {
    services = List.of(new MediaActionsService(runner), new CallControlService(runner));
  }

  public static ActionServices of(
      CommandSender sender, UpstreamMeters meters, CommandPermissions permissions) {
    return of(RequestValidator.ofActions(permissions), sender, meters);
  }

  static ActionServices of(
      RequestValidator validator, CommandSender sender, UpstreamMeters meters) {
    return new ActionServices(new ActionRunner(validator, sender, new ErrorMapper(), meters));
  }

  /** Both of them. */
  public List<BindableService> services() {
    return services;
  }
}
