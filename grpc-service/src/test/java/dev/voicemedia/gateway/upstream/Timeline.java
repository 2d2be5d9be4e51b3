package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.gateway.upstream.CommandException.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Plays a script against the attempts in virtual time, and writes down what happens.
 *
 * <p>A script names, for each attempt in turn, how long its answer takes and what it is: {@code
 * "503@20 ok@30"} answers the first attempt with 503 after 20 ms, and the second with success after
 * 30. An attempt that is not in the script is not answered. What happened is written alike: {@code
 * "0 send, 20 503, 70 send, 100 ok"}.
 */
final class Timeline {
  static final Command COMMAND =
      new Command(
          "v3:call-1",
          "cmd-1",
          api -> {
            throw new AssertionError("the wire is a fake");
          });

  /** Every pause is as short as it may be: half of the backoff. */
  private static final RandomGenerator NO_JITTER = () -> 0;

  private final List<String> events = new ArrayList<>();
  private final Deque<String> script = new ArrayDeque<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final VirtualTimer timer = new VirtualTimer();
  private final CommandSender sender;
  private int cleanings;

  Timeline(AttemptPolicy policy) {
    sender =
        new CommandSender(
            this::send, policy, timer, this::clean, NO_JITTER, new UpstreamMeters(registry));
  }

  Timeline answering(String answers) {
    script.clear();
    if (!answers.isBlank()) {
      script.addAll(List.of(answers.strip().split(" +")));
    }
    return this;
  }

  VirtualTimer timer() {
    return timer;
  }

  CommandSender sender() {
    return sender;
  }

  /** How often something was left to the threads that end what nobody waits for. */
  int cleanings() {
    return cleanings;
  }

  private void clean(Runnable task) {
    cleanings++;
    task.run();
  }

  double count(String meter) {
    return registry.get(meter).counter().count();
  }

  /** Sends the command for a caller that waits so long. */
  CompletableFuture<CommandResult> call(Duration limit) {
    return call("digest-1", limit);
  }

  CompletableFuture<CommandResult> call(String digest, Duration limit) {
    return sender.send(COMMAND, digest, limit);
  }

  void advance(long millis) {
    timer.advance(Duration.ofMillis(millis));
  }

  void note(String event) {
    events.add(Duration.ofNanos(timer.now().nanos()).toMillis() + " " + event);
  }

  /** What has happened since the last time. */
  String takeEvents() {
    String all = String.join(", ", events);
    events.clear();
    return all;
  }

  /**
   * How a call ended: {@code ok}, or a kind or status and the outcome; with the attempts, and
   * whether the answer is one that is remembered.
   */
  static String endOf(CompletableFuture<CommandResult> call) {
    if (!call.isDone()) {
      return "waiting";
    }
    return call.handle(Timeline::end).join();
  }

  private static String end(@Nullable CommandResult result, @Nullable Throwable failure) {
    if (result != null) {
      return result.result() + ", " + result.attempts() + " attempts" + from(result.fromMemory());
    }
    Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    CommandException e =
        failure instanceof CommandException direct ? direct : (CommandException) cause;
    if (e == null) {
      throw new AssertionError("neither a result nor a failure");
    }
    String what =
        e.answer().map(answer -> Integer.toString(answer.status())).orElse(e.kind().name());
    return what
        + " "
        + e.outcome().label()
        + ", "
        + e.attempts()
        + " attempts"
        + from(e.isFromMemory());
  }

  private static String from(boolean memory) {
    return memory ? ", from memory" : "";
  }

  private CompletableFuture<CommandResult> send(Command command) {
    note("send");
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    String scripted = script.poll();
    if (scripted != null && scripted.contains("@")) {
      String what = scripted.substring(0, scripted.indexOf('@'));
      Duration delay =
          Duration.ofMillis(Long.parseLong(scripted.substring(scripted.indexOf('@') + 1)));
      Runnable unusedCancel =
          timer.after(
              delay,
              () -> {
                if (!answer.isDone()) {
                  note(what);
                  answer(answer, what);
                }
              });
    }
    var unused =
        answer.whenComplete(
            (result, failure) -> {
              if (answer.isCancelled()) {
                note("cancel");
              }
            });
    return answer;
  }

  private static void answer(CompletableFuture<CommandResult> attempt, String what) {
    switch (what) {
      case "ok" -> attempt.complete(new CommandResult("ok", "req-1"));
      case "broken" ->
          attempt.completeExceptionally(
              CommandException.unanswered(
                  Kind.CONNECTION_FAILED, CommandOutcome.UNKNOWN, "broken", null));
      case "refused" ->
          attempt.completeExceptionally(
              CommandException.unanswered(
                  Kind.CONNECTION_FAILED, CommandOutcome.NOT_SENT, "refused", null));
      case "crash" -> attempt.completeExceptionally(new IllegalStateException("crash"));
      case "garbage" -> attempt.completeExceptionally(status(200, null, List.of()));
      case "ended" ->
          attempt.completeExceptionally(
              status(422, null, List.of(new VendorError("90018", "ended", "", ""))));
      case "not_yet" ->
          attempt.completeExceptionally(
              status(
                  422,
                  null,
                  List.of(new VendorError("90034", "not answered", "", "call_control_id"))));
      case "invalid" ->
          attempt.completeExceptionally(
              status(422, null, List.of(new VendorError("10015", "bad", "", "payload"))));
      default -> {
        // A status, with the seconds of its Retry-After after a slash.
        String[] parts = what.split("/", -1);
        Duration retryAfter =
            parts.length == 1 ? null : Duration.ofSeconds(Long.parseLong(parts[1]));
        attempt.completeExceptionally(status(Integer.parseInt(parts[0]), retryAfter, List.of()));
      }
    }
  }

  private static CommandException status(
      int status, @Nullable Duration retryAfter, List<VendorError> errors) {
    return CommandException.answered(
        "HTTP " + status, new VendorAnswer(status, "req-1", retryAfter, errors));
  }
}
