package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ActionResponse;
import java.util.concurrent.CompletableFuture;

/**
 * A command that is ready to be sent, as often as is needed: each attempt sends the same request.
 *
 * @param commandId makes the command idempotent at Telnyx for 60 seconds, on the same call
 * @param fields what its fields are called in the contract
 */
public record Command(String callControlId, String commandId, FieldPaths fields, Request request) {
  /** A command whose fields are called as in the API. */
  public Command(String callControlId, String commandId, Request request) {
    this(callControlId, commandId, FieldPaths.PLAIN, request);
  }

  /** One call of the generated client. */
  @FunctionalInterface
  public interface Request {
    /** Sends it; returns at once. */
    CompletableFuture<ApiResponse<ActionResponse>> send(MediaActionsApi api) throws ApiException;
  }
}
