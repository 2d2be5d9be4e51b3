package dev.voicemedia.gateway.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendResult.Outcome;
import dev.voicemedia.gateway.ingress.EventParser;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.v1.Event;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.rocksdb.WriteOptions;

/** The log beside the simplest thing that does the same: a map from ids to what was stored. */
class DedupePropertyTest {
  private static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final Duration WINDOW = Duration.ofHours(6);

  /** Buckets of 1 h; events expire after 2 h, long before their ids. */
  private static final EventLogSettings SETTINGS =
      new EventLogSettings(
          Duration.ofHours(2), 1 << 30, Duration.ofHours(1), 1 << 30, WINDOW, 64 << 20, 4);

  /** Programs a try; a nightly run has more. */
  private static final int PROGRAMS = Integer.getInteger("voicemedia.dedupe.programs", 1);

  /** Without fsync, as no process is killed here. */
  private static final Database.Disk UNSYNCED =
      (db, synced, batch) -> {
        try (WriteOptions unsynced = new WriteOptions()) {
          db.write(unsynced, batch);
        }
      };

  private final WebhookSigner signer = WebhookSigner.fromSeed(new byte[32]);
  private final ManualClock clock = new ManualClock(START);
  private final Map<String, Known> model = new HashMap<>();
  private long stored;

  @SuppressWarnings("NullAway.Init") // before each program
  private Path folder;

  @SuppressWarnings("NullAway.Init") // before each program
  private EmbeddedLog log;

  /** What the model remembers of an id. */
  private record Known(String data, Instant at, long position) {}

  sealed interface Step {
    /** A webhook with this id and data; null is a body without an id, or none that is JSON. */
    record Webhook(@Nullable String id, String data) implements Step {}

    record Wait(Duration time) implements Step {}

    record Restart() implements Step {}
  }

  private void begin() throws IOException {
    model.clear();
    stored = 0;
    clock.set(START);
    folder = Files.createTempDirectory("dedupe");
    log = open();
  }

  private EmbeddedLog open() {
    return EmbeddedLog.open(folder, SETTINGS, clock, clock, pause -> {}, UNSYNCED);
  }

  private void end() throws IOException {
    log.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 20)
  void anIdIsStoredOnceForEachDataWithinTheWindow(@ForAll("programs") List<List<Step>> programs)
      throws Exception {
    for (List<Step> steps : programs) {
      begin();
      try {
        run(steps);
      } finally {
        end();
      }
    }
  }

  private void run(List<Step> steps) throws Exception {
    for (Step step : steps) {
      if (step instanceof Step.Webhook webhook) {
        post(webhook);
      } else if (step instanceof Step.Wait wait) {
        clock.advance(wait.time());
      } else {
        log.close();
        log = open();
      }
    }
    assertThat(log.head()).isEqualTo(stored);
    List<Long> left = new ArrayList<>();
    for (LogEntry entry : log.read(0, 10_000, 1 << 30)) {
      left.add(entry.position());
      String id = Event.parseFrom(entry.encodedEvent()).getId();
      assertThat(log.find(id)).isPresent();
    }
    assertThat(left).hasSize((int) (stored - log.earliest()));
  }

  private void post(Step.Webhook webhook) throws WebhookVerificationException {
    Instant now = clock.instant();
    IncomingEvent event = parse(webhook);
    String id = event.event().getId();
    Outcome expected = Outcome.STORED;
    Known known = known(id, now);
    if (known != null && !known.data().equals(webhook.data())) {
      expected = Outcome.STORED_AS_VARIANT;
      id = id + "~" + event.dataFingerprint();
      known = known(id, now);
    }
    AppendResult result = log.append(event).join();

    if (known == null) {
      stored++;
      model.put(id, new Known(webhook.data(), now, stored));
      assertThat(result).isEqualTo(new AppendResult(expected, stored));
      LogEntry entry = log.find(id).orElseThrow();
      assertThat(entry.position()).isEqualTo(stored);
    } else {
      assertThat(result).isEqualTo(new AppendResult(Outcome.DUPLICATE, known.position()));
    }
  }

  private @Nullable Known known(String id, Instant now) {
    Known known = model.get(id);
    return known == null || known.at().plus(WINDOW).isBefore(now) ? null : known;
  }

  private IncomingEvent parse(Step.Webhook webhook) throws WebhookVerificationException {
    String text =
        webhook.id() == null
            ? webhook.data()
            : "{\"data\":{\"id\":\"%s\",\"payload\":{\"x\":\"%s\"}}}"
                .formatted(webhook.id(), webhook.data());
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Map<String, List<String>> headers = signer.headers(clock.instant(), body);
    return EventParser.parse(
        WebhookVerifier.builder()
            .publicKeys(signer.publicKey())
            .clock(clock)
            .build()
            .verify(body, name -> headers.getOrDefault(name, List.of())));
  }

  @Provide
  Arbitrary<List<List<Step>>> programs() {
    Arbitrary<String> data = Arbitraries.of("a", "b", "c");
    Arbitrary<Step> webhook =
        Arbitraries.of("1", "2", "3")
            .flatMap(id -> data.map(each -> (Step) new Step.Webhook(id, each)));
    Arbitrary<Step> withoutId =
        Arbitraries.of("{\"data\":{\"x\":1}}", "{\"data\":{\"id\":7}}", "not JSON", "")
            .map(text -> new Step.Webhook(null, text));
    Arbitrary<Step> wait =
        Arbitraries.of(
                Duration.ofNanos(1),
                Duration.ofMinutes(59),
                Duration.ofHours(1),
                Duration.ofHours(3),
                WINDOW)
            .map(Step.Wait::new);
    return Arbitraries.frequencyOf(
            Tuple.of(6, webhook),
            Tuple.of(2, withoutId),
            Tuple.of(3, wait),
            Tuple.of(1, Arbitraries.just((Step) new Step.Restart())))
        .list()
        .ofMinSize(5)
        .ofMaxSize(60)
        .list()
        .ofSize(PROGRAMS);
  }
}
