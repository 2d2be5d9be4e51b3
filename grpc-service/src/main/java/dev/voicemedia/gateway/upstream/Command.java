package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ActionResponse;
import dev.voicemedia.gateway.trace.Span;
import java.util.concurrent.CompletableFuture;

/**
 * A command that is ready to be sent, as often as is needed: each attempt sends the same request.
 *
 * @param commandId makes the command idempotent at Telnyx for 60 seconds, on the same call
 * @param fields what its fields are called in the contract
 * @param span what it is a part of
 */
public record Command(
    String callControlId, String commandId, FieldPaths fields, Request request, Span span) {
  public Command(String callControlId, String commandId, FieldPaths fields, Request request) {
    this(callControlId, commandId, fields, request, Span.NONE);
  }

  /** A command whose fields are called as in the API. */
  public Command(String callControlId, String commandId, Request request) {
    this(callControlId, commandId, FieldPaths.PLAIN, request);
  }

  /** The same command, as a part of something. */
  public Command within(Span whole) {
    return new Command(callControlId, commandId, fields, request, whole);
  }

  /** One call of the generated client. */
  @FunctionalInterface
  public interface Request {
    /** Sends it; returns at once. */
    CompletableFuture<ApiResponse<ActionResponse>> send(MediaActionsApi api) throws ApiException;
  }
}
