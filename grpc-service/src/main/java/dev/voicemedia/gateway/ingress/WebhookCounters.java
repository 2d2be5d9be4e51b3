package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.webhook.WebhookVerificationException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Counters of what became of webhooks. Reason {@code stale} counts authentic ones that came too
 * late, apart from forgeries: it points to a wrong clock, or to retries that carry their first
 * signature.
 */
final class WebhookCounters {
  private final Map<AppendResult.Outcome, Counter> stored;
  private final Map<WebhookVerificationException.Reason, Counter> refused;
  private final Counter notStored;
  private final Counter unread;

  WebhookCounters(MeterRegistry registry) {
    stored =
        counters(
            AppendResult.Outcome.class,
            outcome ->
                Counter.builder("voicemedia.webhooks.accepted")
                    .description("Webhooks answered with 200, by how they were stored")
                    .tag("outcome", label(outcome))
                    .register(registry));
    refused =
        counters(
            WebhookVerificationException.Reason.class,
            reason ->
                Counter.builder("voicemedia.webhooks.refused")
                    .description("Webhooks answered with 400 or 401, by reason")
                    .tag("reason", label(reason))
                    .register(registry));
    notStored =
        Counter.builder("voicemedia.webhooks.not.stored")
            .description("Authentic webhooks that could not be stored, answered with 503 or 500")
            .register(registry);
    unread =
        Counter.builder("voicemedia.webhooks.unread")
            .description("Requests answered with 503 unread, among too many large bodies")
            .register(registry);
  }

  void stored(AppendResult.Outcome outcome) {
    increment(stored, outcome);
  }

  void refused(WebhookVerificationException.Reason reason) {
    increment(refused, reason);
  }

  void notStored() {
    notStored.increment();
  }

  void unread() {
    unread.increment();
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
