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
  private final Answers answers;

  /**
   * @param http shared by all commands; must not follow redirects
   */
  public CommandSender(HttpClient http, URI baseUrl, ApiKey apiKey, Timer timer) {
    this.http = http;
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
    this.timer = timer;
    this.answers = new Answers(json, apiKey);
  }

  /**
   * Sends a command. Cancelling the result cancels the HTTP request.
   *
   * @param limit how long it may take altogether, the answer's body included; nothing is sent if it
   *     is not positive
   * @return fails with {@link CommandException}
   * @throws IllegalStateException if the command cannot be written down; nothing was sent then
   */
  public CompletableFuture<CommandResult> send(Command command, Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      return CompletableFuture.failedFuture(
          timedOut(CommandOutcome.NOT_SENT, "the deadline leaves no time to send the command", 0));
    }
    Exchange exchange = new Exchange(http);
    CompletableFuture<ApiResponse<ActionResponse>> sent = start(command, exchange);
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    Runnable callOff = timer.after(limit, () -> giveUp(result, limit));
    // Whatever ends the command first, the timer is called off and the wire is let go.
    var unusedCleanUp =
        result.whenComplete(
            (answer, failure) -> {
              callOff.run();
              if (failure instanceof CancellationException || isTimeout(failure)) {
                exchange.cancel();
              }
            });
    var unusedReading =
        sent.whenComplete(
            (response, failure) -> {
              try {
                result.complete(answers.read(response, failure, exchange.answer()));
              } catch (CommandException | RuntimeException e) {
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
    } catch (ApiException e) {
      throw new IllegalStateException("command cannot be written down", e);
    }
  }

  private static void giveUp(CompletableFuture<CommandResult> result, Duration limit) {
    String message = "no answer from Telnyx within " + limit.toMillis() + " ms";
    result.completeExceptionally(timedOut(CommandOutcome.UNKNOWN, message, 1));
  }

  private static CommandException timedOut(CommandOutcome outcome, String message, int attempts) {
    return CommandException.unanswered(Kind.TIMED_OUT, outcome, message, attempts, null);
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof CommandException e && e.kind() == Kind.TIMED_OUT;
  }
}
