package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ActionResponse;
import dev.voicemedia.gateway.config.ApiKey;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Sends commands to Telnyx through the generated client. */
public final class CommandSender {
  private final HttpClient http;
  private final ObjectMapper json = ApiClient.createDefaultObjectMapper();
  private final URI baseUrl;
  private final ApiKey apiKey;
  private final Timer timer;

  /**
   * @param http shared by all commands; must not follow redirects
   */
  public CommandSender(HttpClient http, URI baseUrl, ApiKey apiKey, Timer timer) {
    this.http = http;
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
    this.timer = timer;
  }

  /**
   * Sends a command. Cancelling the result cancels the HTTP request.
   *
   * @param limit how long it may take altogether, the answer's body included
   * @return fails with {@link CommandException}
   */
  public CompletableFuture<CommandResult> send(Command command, Duration limit) {
    Exchange exchange = new Exchange(http);
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    Runnable callOff =
        timer.after(
            limit,
            () -> {
              result.completeExceptionally(
                  CommandException.unanswered(
                      Kind.TIMED_OUT,
                      CommandOutcome.UNKNOWN,
                      "no answer from Telnyx within " + limit.toMillis() + " ms",
                      null));
              exchange.cancel();
            });
    // Whatever ends the command first, the timer is called off and the wire is let go.
    var unusedCleanUp =
        result.whenComplete(
            (answer, failure) -> {
              callOff.run();
              if (failure instanceof CancellationException) {
                exchange.cancel();
              }
            });
    var unusedReading =
        start(command, exchange)
            .whenComplete(
                (response, failure) -> {
                  try {
                    result.complete(
                        failure == null
                            ? Answers.accepted(response)
                            : Answers.rethrow(failure, json));
                  } catch (CommandException e) {
                    result.completeExceptionally(e);
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
    } catch (ApiException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
