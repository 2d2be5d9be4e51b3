package dev.voicemedia.gateway.grpc;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.Share;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A service that runs in several replicas, each with a share of the feed, and that changes their
 * number as docs/consuming-events.md says. Its replicas share a database, which this is in memory.
 */
final class ShareConsumers {
  private final Channel channel;
  private final Map<Integer, Saved> saved = new ConcurrentHashMap<>();
  private final Set<String> handledIds = new HashSet<>();
  private final List<Event> handled = new ArrayList<>();
  private int repeated;

  ShareConsumers(Channel channel) {
    this.channel = channel;
  }

  /** Events in the order that they were handled. */
  synchronized List<Event> handled() {
    return List.copyOf(handled);
  }

  /** How many came that had been handled before. */
  synchronized int repeated() {
    return repeated;
  }

  /**
   * Runs as many replicas and stops them in the middle of their work, once so many events have been
   * handled since the beginning.
   *
   * @param firstDiesAfter events that the first replica handles, so that it stays far behind
   */
  void run(int count, int firstDiesAfter, int untilHandled) throws InterruptedException {
    Optional<Timestamp> from = Optional.empty();
    if (!saved.isEmpty() && saved.size() != count) {
      from = saved.values().stream().map(Saved::receivedAt).min(Timestamps.comparator());
      saved.clear();
    }
    CancellableContext context = Context.current().withCancellation();
    List<Thread> replicas = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      SubscribeRequest request = request(index, count, from);
      int own = index;
      Thread replica =
          new Thread(
              context.wrap(
                  () -> follow(own, request, own == 0 ? firstDiesAfter : Integer.MAX_VALUE)),
              "replica-" + index);
      replicas.add(replica);
      replica.start();
    }
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> handled().size() >= untilHandled);
    } finally {
      context.cancel(null);
      for (Thread replica : replicas) {
        replica.join();
      }
    }
  }

  private SubscribeRequest request(int index, int count, Optional<Timestamp> from) {
    SubscribeRequest.Builder request = SubscribeRequest.newBuilder();
    request.getFilterBuilder().setShare(Share.newBuilder().setIndex(index).setCount(count));
    Saved last = saved.get(index);
    if (last != null) {
      request.setAfter(last.cursor());
    } else if (from.isPresent()) {
      request.setFromTime(from.get());
    } else {
      request.setEarliest(StartEarliest.getDefaultInstance());
    }
    // Until its first event, a replica's place is where it starts.
    saved.putIfAbsent(index, new Saved("", from.orElse(Timestamps.EPOCH)));
    return request.build();
  }

  private void follow(int index, SubscribeRequest request, int events) {
    try {
      Iterator<SubscribeResponse> stream =
          WebhookEventsServiceGrpc.newBlockingStub(channel).subscribe(request);
      for (int left = events; left > 0 && stream.hasNext(); ) {
        SubscribeResponse message = stream.next();
        save(index, message);
        left -= message.hasEvent() ? 1 : 0;
      }
    } catch (StatusRuntimeException e) {
      if (!Context.current().isCancelled()) {
        throw e;
      }
    }
  }

  /** The cursor, the time and the work, in one transaction. */
  private synchronized void save(int index, SubscribeResponse message) {
    if (message.hasEvent()) {
      if (handledIds.add(message.getEvent().getId())) {
        handled.add(message.getEvent());
      } else {
        repeated++;
      }
      saved.put(index, new Saved(message.getCursor(), message.getEvent().getReceivedAt()));
    }
  }

  private record Saved(String cursor, Timestamp receivedAt) {}
}
