package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ActionResponse;
import java.util.concurrent.CompletableFuture;

/**
 * A command that is ready to be sent, as often as is needed: each send is the same request.
 *
 * @param commandId makes it safe to send again within 60 seconds, on the same call
 */
public record Command(String callControlId, String commandId, Request request) {

  /** One call of the generated client. */
  @FunctionalInterface
  public interface Request {
    /** Sends it; returns at once. */
    CompletableFuture<ApiResponse<ActionResponse>> send(MediaActionsApi api) throws ApiException;
  }
}
