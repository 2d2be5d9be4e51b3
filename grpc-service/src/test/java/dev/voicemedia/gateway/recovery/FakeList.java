package dev.voicemedia.gateway.recovery;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.gateway.upstream.DeliveryPage;
import dev.voicemedia.gateway.upstream.DeliveryQuery;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Telnyx's list in memory: newest first, a hundred a page, with failures as they were ordered. */
final class FakeList implements Deliveries {
  static final String OURS = "https://voice.example.com/webhooks/telnyx";
  static final String THEIRS = "https://other.example.com/hook";
  private static final int PAGE_SIZE = 100;

  private final List<ListedWebhook> deliveries = new ArrayList<>();
  private final Deque<Exception> failures = new ArrayDeque<>();
  private Runnable afterPage = () -> {};
  private volatile boolean silent;
  private final AtomicInteger requests = new AtomicInteger();

  /** What the latest query has matched, since each of its pages is one more request. */
  private @Nullable DeliveryQuery latestQuery;

  private List<ListedWebhook> latestMatches = List.of();

  static String data(String type, String id) {
    return """
    {"record_type":"event","event_type":"%s","id":"%s",\
    "occurred_at":"2026-01-31T09:30:00Z","payload":{"call_control_id":"v3:a",\
    "call_leg_id":"leg","call_session_id":"session"}}\
    """
        .formatted(type, id);
  }

  /** A failed delivery of one of our events. */
  FakeList add(String eventId, Instant finishedAt) {
    return add(OURS, data("call.hangup", eventId), eventId, finishedAt);
  }

  FakeList add(String url, String data, String deliveryId, Instant finishedAt) {
    latestQuery = null;
    deliveries.add(
        new ListedWebhook(
            ByteString.copyFromUtf8(data), deliveryId, Optional.of(finishedAt), List.of(url)));
    return this;
  }

  void remove(Set<String> deliveryIds) {
    latestQuery = null;
    deliveries.removeIf(each -> deliveryIds.contains(each.deliveryId()));
  }

  /** The next requests fail, in this order. */
  void failNext(Exception... next) {
    failures.addAll(List.of(next));
  }

  /** Runs after each page. */
  void afterPage(Runnable action) {
    afterPage = action;
  }

  /** All requests stay without an answer from now on. */
  void neverAnswer() {
    silent = true;
  }

  int requests() {
    return requests.get();
  }

  @Override
  public CompletableFuture<DeliveryPage> page(DeliveryQuery query, int number) {
    requests.incrementAndGet();
    if (silent) {
      return new CompletableFuture<>();
    }
    if (!failures.isEmpty()) {
      return CompletableFuture.failedFuture(failures.remove());
    }
    List<ListedWebhook> matching = matching(query);
    DeliveryPage page =
        new DeliveryPage(
            matching.stream().skip((number - 1L) * PAGE_SIZE).limit(PAGE_SIZE).toList(),
            (matching.size() + PAGE_SIZE - 1) / PAGE_SIZE,
            matching.size());
    afterPage.run();
    return CompletableFuture.completedFuture(page);
  }

  private List<ListedWebhook> matching(DeliveryQuery query) {
    if (!query.equals(latestQuery)) {
      latestQuery = query;
      latestMatches =
          deliveries.stream()
              .filter(each -> !finishedAt(each).isBefore(query.from()))
              .filter(each -> !finishedAt(each).isAfter(query.to()))
              .filter(each -> each.data().toStringUtf8().contains(query.containing()))
              .sorted(Comparator.comparing(FakeList::finishedAt).reversed())
              .toList();
    }
    return latestMatches;
  }

  private static Instant finishedAt(ListedWebhook webhook) {
    return webhook.finishedAt().orElseThrow();
  }
}
