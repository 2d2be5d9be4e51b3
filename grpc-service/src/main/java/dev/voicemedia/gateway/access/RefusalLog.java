package dev.voicemedia.gateway.access;

import dev.voicemedia.gateway.time.Timer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audit of refusals: the first ten a minute of a source and a reason are logged one by one, and of
 * the others, when the minute is over, how many there were.
 */
public final class RefusalLog {
  /** The logger of the audit, which actions have their lines in too. */
  public static final String AUDIT = "dev.voicemedia.audit";

  private static final Logger log = LoggerFactory.getLogger(AUDIT);
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int SINGLE_LINES = 10;
  private static final int MAX_KEYS = 10_000;

  private final Timer timer;
  private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);
  private final Map<Key, AtomicLong> refused = new ConcurrentHashMap<>();

  public RefusalLog(Timer timer, MeterRegistry registry) {
    this.timer = timer;
    for (Refusal refusal : Refusal.values()) {
      counters.put(
          refusal,
          Counter.builder("voicemedia.access.refused")
              .description("Calls that access control refused, by reason")
              .tag("reason", refusal.label())
              .register(registry));
    }
  }

  /** Counts a refusal, and logs it unless there are many. */
  public void refused(AccessRefusedException e, Source source, String method) {
    Refusal refusal = e.refusal();
    Optional.ofNullable(counters.get(refusal)).ifPresent(Counter::increment);
    Source counted = refused.size() < MAX_KEYS ? source : Source.OTHERS;
    Key key = new Key(counted, refusal);
    AtomicLong count = refused.computeIfAbsent(key, this::begin);
    if (count.incrementAndGet() <= SINGLE_LINES) {
      log.atInfo()
          .addKeyValue("caller", e.caller())
          .addKeyValue("method", method)
          .addKeyValue("source", source)
          .addKeyValue("reason", refusal.label())
          .log("refused");
    }
  }

  private AtomicLong begin(Key key) {
    timer.after(PERIOD, () -> end(key));
    return new AtomicLong();
  }

  private void end(Key key) {
    AtomicLong count = refused.remove(key);
    if (count != null && count.get() > SINGLE_LINES) {
      log.atInfo()
          .addKeyValue("source", key.source())
          .addKeyValue("reason", key.refusal().label())
          .log("refused {} more in a minute", count.get() - SINGLE_LINES);
    }
  }

  private record Key(Source source, Refusal refusal) {}
}
