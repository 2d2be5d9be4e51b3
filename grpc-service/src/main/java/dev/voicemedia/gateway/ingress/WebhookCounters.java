package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.time.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpStatus;

/** Counters of what became of webhooks. */
final class WebhookCounters {
  private final Map<AppendResult.Outcome, Counter> stored;
  private final Refusals refusals;
  private final Counter notStored;
  private final Counter unread;
  private final Counter readLeniently;
  private final Counter version1;
  private final Timer append;
  private final Timer appendFailed;
  private final MeterRegistry registry;
  private final Map<Integer, Timer> answers = new ConcurrentHashMap<>();

  WebhookCounters(MeterRegistry registry) {
    this.registry = registry;
    append = appendTimer(registry, "stored");
    appendFailed = appendTimer(registry, "failed");
    answerTimer(HttpStatus.OK_200);
    stored =
        counters(
            AppendResult.Outcome.class,
            outcome ->
                Counter.builder("voicemedia.webhooks.accepted")
                    .description("Webhooks answered with 200, by how they were stored")
                    .tag("outcome", label(outcome))
                    .register(registry));
    refusals = new Refusals(registry, MonotonicClock.system());
    notStored =
        Counter.builder("voicemedia.webhooks.not.stored")
            .description("Authentic webhooks that could not be stored, answered with 503 or 500")
            .register(registry);
    unread =
        Counter.builder("voicemedia.webhooks.unread")
            .description("Requests answered with 503 unread, among too many large bodies")
            .register(registry);
    readLeniently =
        Counter.builder("voicemedia.webhooks.read.leniently")
            .description("Authentic webhooks whose body is not quite JSON, read all the same")
            .register(registry);
    version1 =
        Counter.builder("voicemedia.webhooks.version1")
            .description("Authentic webhooks of API version 1, which have no typed payload")
            .register(registry);
  }

  void readLeniently() {
    readLeniently.increment();
  }

  void version1() {
    version1.increment();
  }

  void stored(AppendResult.Outcome outcome) {
    increment(stored, outcome);
  }

  void refused(Refusal refusal) {
    refusals.accept(refusal);
  }

  Refusals refusals() {
    return refusals;
  }

  void notStored() {
    notStored.increment();
  }

  void unread() {
    unread.increment();
  }

  /** A request was answered, and the answer written. */
  void answered(int status, long nanos) {
    answerTimer(status).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** An event was appended to the log, or was not; duplicates are appended in no time. */
  void appended(boolean stored, long nanos) {
    (stored ? append : appendFailed).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer answerTimer(int status) {
    return answers.computeIfAbsent(
        status,
        each ->
            Timer.builder("voicemedia.webhooks.answered")
                .description("Requests on the webhook port, from their headers to the answer")
                .tag("status", Integer.toString(each))
                .register(registry));
  }

  private static Timer appendTimer(MeterRegistry registry, String outcome) {
    return Timer.builder("voicemedia.log.append")
        .description("Events appended to the log, the wait for their batch included")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static <E extends Enum<E>> Map<E, Counter> counters(
      Class<E> type, Function<E, Counter> register) {
    Map<E, Counter> counters = new EnumMap<>(type);
    Arrays.stream(type.getEnumConstants())
        .forEach(constant -> counters.put(constant, register.apply(constant)));
    return counters;
  }

  private static <E extends Enum<E>> void increment(Map<E, Counter> counters, E key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment();
    }
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
