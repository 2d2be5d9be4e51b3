package dev.voicemedia.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Faults of a command's answer: what is sent instead, how late, and how little of it. */
final class AnswerFaults {

  /** How long a connection that gets no answer stays open. */
  private static final Duration NO_ANSWER = Duration.ofMinutes(1);

  private final Timeline timeline;

  AnswerFaults(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Returns the answer that a fault sends in place of the one that the command deserves. */
  static HttpAnswer answer(Effect.@Nullable OnAnswer fault, HttpAnswer deserved) {
    return fault instanceof Effect.Answer other ? faulty(other) : deserved;
  }

  /** Returns false if no status reaches the client. */
  static boolean isAnswered(Effect.@Nullable OnAnswer fault) {
    return !(fault instanceof Effect.DroppedConnection
        || fault instanceof Effect.ResetConnection
        || fault instanceof Effect.NoAnswer);
  }

  /** Sends the answer, at once or the way a fault wants it. */
  void send(HttpExchange exchange, HttpAnswer answer, Effect.@Nullable OnAnswer fault) {
    if (fault instanceof Effect.SlowHeaders slow) {
      timeline.schedule(slow.delay(), () -> exchange.answer(answer));
    } else if (fault instanceof Effect.StalledBody stalled) {
      exchange.answerHalf(answer, rest -> timeline.schedule(stalled.delay(), rest));
    } else if (fault instanceof Effect.DroppedConnection) {
      exchange.drop();
    } else if (fault instanceof Effect.ResetConnection) {
      exchange.reset();
    } else if (fault instanceof Effect.CutBody) {
      exchange.answerHalf(answer, rest -> exchange.drop());
    } else if (fault instanceof Effect.NoAnswer) {
      timeline.schedule(NO_ANSWER, exchange::drop);
    } else {
      exchange.answer(answer);
    }
  }

  private static HttpAnswer faulty(Effect.Answer fault) {
    String body = fault.body();
    Map<String, String> headers = new HashMap<>();
    if (body == null) {
      body = vendorsBody(fault.status());
      headers.putAll(HttpAnswer.JSON);
      if (fault.status() == 429) {
        headers.put("retry-after", "1");
      }
    }
    fault.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return new HttpAnswer(fault.status(), headers, body);
  }

  private static String vendorsBody(int status) {
    return status < 400
        ? HttpAnswer.ok(CommandResult.ok()).body()
        : ApiError.body(List.of(ApiError.ofStatus(status))).toString();
  }
}
