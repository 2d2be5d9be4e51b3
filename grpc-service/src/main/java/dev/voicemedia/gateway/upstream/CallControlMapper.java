package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.api.CallControlApi;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.RejectRequest;
import dev.voicemedia.v1.SendCommandRequest;
import dev.voicemedia.v1.SendDtmfRequest;
import dev.voicemedia.v1.UpdateClientStateRequest;

/** Maps valid commands on a call as a whole to commands for Telnyx. */
public final class CallControlMapper {
  private CallControlMapper() {}

  public static Command hangup(HangupRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.HangupRequest.builder()
            .customHeaders(CallWireValues.of(request.getCustomHeadersList()))
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client -> new CallControlApi(client).hangupWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command reject(RejectRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.RejectRequest.builder()
            .cause(CallWireValues.of(request.getCause()))
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client -> new CallControlApi(client).rejectWithHttpInfo(request.getCallControlId(), rest));
  }

  /** Telnyx gives it no id: the one here is for the receipt alone. */
  public static Command updateClientState(UpdateClientStateRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.UpdateClientStateRequest.builder()
            .clientState(CommandMapper.base64(request.getClientState()))
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        FieldPaths.PLAIN,
        Repeats.UNLESS_SEEN,
        client ->
            new CallControlApi(client)
                .updateClientStateWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command sendDtmf(SendDtmfRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.SendDtmfRequest.builder()
            .digits(request.getDigits())
            .durationMillis(request.hasDurationMillis() ? request.getDurationMillis() : null)
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new CallControlApi(client).sendDtmfWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command sendCommand(SendCommandRequest request, String commandId) {
    return new Command(
        request.getCallControlId(),
        commandId,
        FieldPaths.of("body", request.getBody()),
        OpenCommand.of(request, commandId));
  }
}
