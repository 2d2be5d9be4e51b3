package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.gateway.trace.Span;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;

/** Sends a command to Telnyx once, through the generated client. */
final class TelnyxSender implements AttemptSender {
  private final TelnyxHttp http;
  private final ObjectMapper json = ApiClient.createDefaultObjectMapper();
  private final ApiKeys apiKeys;
  private final AnswerReader answers;

  TelnyxSender(TelnyxHttp http, ApiKeys apiKeys) {
    this.http = http;
    this.apiKeys = apiKeys;
    this.answers = new AnswerReader(json, apiKeys, new ConnectionFailure(http.proxyLabel()));
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
                    result.complete(answers.read(command, response, failure, exchange));
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
    client.setRequestInterceptor(request -> addHeaders(request, command.span()));
    try {
      return command.request().send(client);
    } catch (ApiException e) {
      throw new IllegalStateException("the command cannot be written as a request", e);
    }
  }

  private void addHeaders(HttpRequest.Builder request, Span span) {
    span.with("server.address", String.valueOf(http.baseUrl().getHost())).headers(request::header);
    request
        .header("Authorization", "Bearer " + apiKeys.current().value())
        .header("User-Agent", TelnyxHttp.USER_AGENT);
  }
}
