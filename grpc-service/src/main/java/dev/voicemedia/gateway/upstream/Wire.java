package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ActionResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;

/** Sends a command to Telnyx once, through the generated client. */
final class Wire {
  private final HttpClient http;
  private final ObjectMapper json = ApiClient.createDefaultObjectMapper();
  private final URI baseUrl;
  private final ApiKey apiKey;
  private final Answers answers;

  Wire(HttpClient http, URI baseUrl, ApiKey apiKey) {
    this.http = http;
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
    this.answers = new Answers(json, apiKey);
  }

  /**
   * Cancelling the result ends the HTTP exchange.
   *
   * @return fails with {@link CommandException}
   * @throws IllegalStateException if the command cannot be written down; nothing was sent then
   */
  CompletableFuture<CommandResult> send(Command command) {
    Exchange exchange = new Exchange(http);
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    var unusedReading =
        start(command, exchange)
            .whenComplete(
                (response, failure) -> {
                  try {
                    result.complete(answers.read(response, failure, exchange.answer()));
                  } catch (CommandException | RuntimeException e) {
                    result.completeExceptionally(e);
                  }
                });
    var unusedCancelling =
        result.whenComplete(
            (answer, failure) -> {
              if (result.isCancelled()) {
                exchange.cancel();
              }
            });
    return result;
  }

  private CompletableFuture<ApiResponse<ActionResponse>> start(Command command, Exchange exchange) {
    ApiClient client =
        new ApiClient(HttpClient.newBuilder(), json, baseUrl.toString()) {
          @Override
          public HttpClient getHttpClient() {
            return exchange;
          }
        };
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + apiKey.value()));
    try {
      return command.request().send(new MediaActionsApi(client));
    } catch (ApiException e) {
      throw new IllegalStateException("command cannot be written down", e);
    }
  }
}
