package dev.voicemedia.gateway.eventlog;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SignedWebhook;
import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Checks a log against itself: that table files have the checksums they were written with, that no
 * event is missing to which an id leads, that every signature still proves its webhook, and that
 * the indexes lead to each event and nowhere else.
 */
public final class LogVerification {
  private final LogStore store;
  private final EventTable stored;
  private final Consumer<LogProblem> problems;
  private final LongConsumer progress;
  private final Map<String, TelnyxPublicKey> keys;
  private final Map<String, Long> signedBy = new TreeMap<>();

  private long last;
  private Timestamp lastReceivedAt = Timestamps.EPOCH;
  private long events;
  private long indexKeys;
  private long recovered;
  private long erased;
  private long unreadable;

  /**
   * @param problems takes each problem as it is found
   * @param progress takes the number of positions checked so far
   */
  LogVerification(LogStore store, Consumer<LogProblem> problems, LongConsumer progress) {
    this.store = store;
    this.problems = problems;
    this.progress = progress;
    this.stored = store.events();
    this.keys = new HashMap<>();
  }

  Checked run() {
    store.tableFiles().damaged().forEach(problems);
    unlessDamaged("public keys", () -> keys.putAll(store.publicKeys().all(problems)));
    long earliest = stored.earliest();
    long head = stored.head();
    last = earliest;
    new LogScan(stored)
        .all(
            new ScanVisitor() {
              @Override
              public void read(List<LogEntry> chunk) {
                check(chunk);
                progress.accept(last - earliest);
              }

              @Override
              public void unreadable(long first, long upTo, String why) {
                problems.accept(LogProblem.between(first, upTo, why));
                unreadable += upTo - first + 1;
              }
            });
    checkLineage(head);
    if (unreadable == 0) {
      checkNothingElseIsIndexed();
    }
    return new Checked(events, signedBy, recovered, erased);
  }

  /** An epoch is written together with its first event. */
  private void checkLineage(long head) {
    long before = 0;
    for (Lineage.Epoch epoch : store.lineage().epochs()) {
      if (epoch.firstPosition() < Math.max(before, 1) || epoch.firstPosition() > head + 1) {
        problems.accept(
            new LogProblem(
                "lineage",
                "an epoch begins at position %d, expected %d to %d"
                    .formatted(epoch.firstPosition(), Math.max(before, 1), head)));
      }
      before = epoch.firstPosition();
    }
  }

  private void check(List<LogEntry> chunk) {
    // Signatures take the longest by far, and each entry can be checked alone.
    List<Result> results = chunk.parallelStream().map(this::check).toList();
    for (int i = 0; i < results.size(); i++) {
      Result result = results.get(i);
      long position = chunk.get(i).position();
      result.problems().forEach(problems);
      result.event().ifPresent(event -> count(position, event));
      last = position;
    }
  }

  private void count(long position, Event event) {
    events++;
    indexKeys += CallIndex.of(EventHeader.of(event)).count();
    if (event.hasErasedAt()) {
      erased++;
    } else if (event.hasRecovered()) {
      recovered++;
    } else {
      signedBy.merge(event.getWebhook().getPublicKeyId(), 1L, Long::sum);
    }
    if (Timestamps.compare(event.getReceivedAt(), lastReceivedAt) < 0
        && !stored.times().stepsBackAfter(last)) {
      problems.accept(
          LogProblem.at(
              position, "received before the event before it, which the log has no note of"));
    }
    lastReceivedAt = event.getReceivedAt();
  }

  private Result check(LogEntry entry) {
    List<LogProblem> found = new ArrayList<>();
    Consumer<String> problem = what -> found.add(LogProblem.at(entry.position(), what));
    try {
      Event event = Event.parseFrom(entry.encodedEvent());
      if (!event.hasErasedAt() && !event.hasRecovered()) {
        checkSignature(event, problem);
      }
      checkIndexes(entry.position(), event, problem);
      return new Result(Optional.of(event), found);
    } catch (InvalidProtocolBufferException e) {
      problem.accept("not an event: " + e.getMessage());
      return new Result(Optional.empty(), found);
    }
  }

  private void checkSignature(Event event, Consumer<String> problem) {
    SignedWebhook webhook = event.getWebhook();
    TelnyxPublicKey key = keys.get(webhook.getPublicKeyId());
    if (key == null) {
      problem.accept("signed with key " + webhook.getPublicKeyId() + ", which is not stored");
      return;
    }
    try {
      // Only the signature is in question: at the time that was signed, every webhook is fresh.
      Instant signedAt = Instant.ofEpochSecond(Long.parseLong(webhook.getTimestamp()));
      String signature = Base64.getEncoder().encodeToString(webhook.getSignature().toByteArray());
      Map<String, List<String>> headers =
          Map.of(
              "telnyx-signature-ed25519", List.of(signature),
              "telnyx-timestamp", List.of(webhook.getTimestamp()));
      WebhookVerifier.builder()
          .publicKeys(key)
          .clock(() -> signedAt)
          .build()
          .verify(webhook.getBody().toByteArray(), headers);
    } catch (WebhookVerificationException | RuntimeException e) {
      problem.accept("signature: " + e.getMessage());
    }
  }

  private void checkIndexes(long position, Event event, Consumer<String> problem) {
    try {
      // A newer event may have the id, if this one's was forgotten when it came.
      Optional<IdEntry> id = store.ids().find(event.getId(), Instant.MIN);
      if (id.isEmpty() || id.get().position() < position) {
        problem.accept("not found by its id " + event.getId());
      }
      for (CallIndex call : CallIndex.of(EventHeader.of(event)).toList()) {
        if (stored.find(call, position - 1, position, false, 1).isEmpty()) {
          problem.accept("not in the index of call " + call.id());
        }
      }
    } catch (EventLogException e) {
      problem.accept(String.valueOf(e.getMessage()));
    }
  }

  private void checkNothingElseIsIndexed() {
    unlessDamaged(
        "index by call",
        () -> {
          long keys = stored.countIndexKeys();
          if (keys != indexKeys) {
            problems.accept(
                new LogProblem(
                    "index by call", keys + " keys, expected " + indexKeys + " from the events"));
          }
        });
    unlessDamaged(
        "ids",
        () ->
            store
                .ids()
                .forEach(
                    (id, entry) -> {
                      if (entry.position() > stored.head() || misleads(id, entry)) {
                        problems.accept(
                            new LogProblem("id " + id, "leads to position " + entry.position()));
                      } else if (isMissing(entry)) {
                        problems.accept(LogProblem.at(entry.position(), "missing, had id " + id));
                      }
                    }));
  }

  private void unlessDamaged(String what, Runnable check) {
    try {
      check.run();
    } catch (EventLogException e) {
      problems.accept(new LogProblem(what, String.valueOf(e.getMessage())));
    }
  }

  /** Positions need not be consecutive: that an event is missing shows in what led to it. */
  private boolean isMissing(IdEntry entry) {
    return entry.position() > stored.earliest() && stored.at(entry.position()).isEmpty();
  }

  private boolean misleads(String id, IdEntry entry) {
    return stored
        .at(entry.position())
        .filter(
            found -> {
              try {
                return !Event.parseFrom(found.encodedEvent()).getId().equals(id);
              } catch (InvalidProtocolBufferException e) {
                return false; // reported already
              }
            })
        .isPresent();
  }

  /**
   * Result of a verification.
   *
   * @param events that could be read
   * @param signedBy how many events each public key vouches for, by its id
   * @param recovered events from Telnyx's list of deliveries, which have no signature
   * @param erased events without a payload, of which no signature is left
   */
  public record Checked(long events, Map<String, Long> signedBy, long recovered, long erased) {}

  private record Result(Optional<Event> event, List<LogProblem> problems) {}
}
