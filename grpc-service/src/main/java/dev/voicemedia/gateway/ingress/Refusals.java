package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.time.Moment;
import dev.voicemedia.gateway.time.MonotonicClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts refusals by reason, and warns of each reason, but no stranger can fill the log. */
final class Refusals implements Consumer<Refusal> {
  static final Duration WARN_EVERY = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final MonotonicClock clock;
  private final Map<Refusal, Reason> reasons = new EnumMap<>(Refusal.class);

  Refusals(MeterRegistry registry, MonotonicClock clock) {
    this.clock = clock;
    for (Refusal refusal : Refusal.values()) {
      reasons.put(
          refusal,
          new Reason(
              Counter.builder("voicemedia.webhooks.refused")
                  .description("Requests on the webhook port that were refused, by reason")
                  .tag("reason", refusal.label())
                  .register(registry)));
    }
  }

  @Override
  public void accept(Refusal refusal) {
    Reason reason = reasons.get(refusal);
    if (reason == null) {
      throw new IllegalStateException("refusal: " + refusal + ", expected one with a counter");
    }
    reason.total.increment();
    reason.unreported.increment();
    if (reason.mayWarn(clock.now())) {
      log.warn(
          "Webhook port: {} refused as {} since the last such line: {}",
          reason.unreported.sumThenReset(),
          refusal.label(),
          refusal.advice());
    }
  }

  private static final class Reason {
    private final Counter total;
    private final LongAdder unreported = new LongAdder();
    private final AtomicLong warnNext = new AtomicLong(Moment.MIN.nanos());

    Reason(Counter total) {
      this.total = total;
    }

    boolean mayWarn(Moment now) {
      long next = warnNext.get();
      return now.nanos() >= next && warnNext.compareAndSet(next, now.plus(WARN_EVERY).nanos());
    }
  }
}
