package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;

/** Sends a command to Telnyx once, through the generated client. */
final class TelnyxSender implements AttemptSender {
  private final TelnyxHttp http;
  private final ObjectMapper json = ApiClient.createDefaultObjectMapper();
  private final String authorization;
  private final AnswerReader answers;

  TelnyxSender(TelnyxHttp http, ApiKey apiKey) {
    this.http = http;
    this.authorization = "Bearer " + apiKey.value();
    this.answers = new AnswerReader(json, apiKey, new ConnectionFailure(http.proxy()));
  }

  @Override
  public CompletableFuture<CommandResult> send(Command command) {
    CancellableHttpClient exchange = new CancellableHttpClient(http.client());
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    var unusedReading =
        start(command, exchange)
            .whenComplete(
                (response, failure) -> {
                  try {
                    result.complete(answers.read(command.fields(), response, failure, exchange));
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
    ApiClient client = new ExchangeApi(exchange, json, http.baseUrl());
    client.setRequestInterceptor(this::addHeaders);
    try {
      return command.request().send(client);
    } catch (ApiException e) {
      throw new IllegalStateException("the command cannot be written as a request", e);
    }
  }

  private void addHeaders(HttpRequest.Builder request) {
    request.header("Authorization", authorization).header("User-Agent", TelnyxHttp.USER_AGENT);
  }
}
