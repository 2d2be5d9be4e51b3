package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;

/** Sends a command to Telnyx once, through the generated client. */
final class TelnyxSender implements AttemptSender {
  private final HttpClient http;
  private final ObjectMapper json = ApiClient.createDefaultObjectMapper();
  private final URI baseUrl;
  private final ApiKey apiKey;
  private final AnswerReader answers;

  TelnyxSender(HttpClient http, URI baseUrl, ApiKey apiKey) {
    this.http = http;
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
    this.answers = new AnswerReader(json, apiKey);
  }

  @Override
  public CompletableFuture<CommandResult> send(Command command) {
    CancellableHttpClient exchange = new CancellableHttpClient(http);
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    var unusedReading =
        start(command, exchange)
            .whenComplete(
                (response, failure) -> {
                  try {
                    result.complete(
                        answers.read(command.fields(), response, failure, exchange.answer()));
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

  private CompletableFuture<? extends ApiResponse<?>> start(
      Command command, CancellableHttpClient exchange) {
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
      return command.request().send(client);
    } catch (ApiException e) {
      throw new IllegalStateException("the command cannot be written as a request", e);
    }
  }
}
