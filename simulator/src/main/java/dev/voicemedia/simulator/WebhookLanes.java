package dev.voicemedia.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Queues of webhooks: one lane for each call, whose webhooks go out one after the other, and lanes
 * of their own for those that wait for nobody. Not safe for use by several threads.
 */
final class WebhookLanes {

  private final Map<String, Lane> calls = new HashMap<>();
  private final Deque<Lane> ready = new ArrayDeque<>();

  /** Adds a job after those of the same call. */
  void addToCall(String call, WebhookJob job) {
    add(calls.computeIfAbsent(call, Lane::new), job);
  }

  /** Adds a job that waits for no other. */
  void addAlone(WebhookJob job) {
    add(new Lane(null), job);
  }

  /** Takes the next lane whose first job is to be sent; null if there is none. */
  @Nullable Lane takeReady() {
    return ready.poll();
  }

  /** Makes a lane ready again, for another attempt of its first job. */
  void retry(Lane lane) {
    ready.add(lane);
  }

  /** Removes and returns the first job of a lane, which is done; the next one becomes ready. */
  WebhookJob finishFirst(Lane lane) {
    WebhookJob job = lane.waiting.remove();
    if (!lane.waiting.isEmpty()) {
      ready.add(lane);
    } else if (lane.call != null) {
      calls.remove(lane.call);
    }
    return job;
  }

  void clearReady() {
    ready.clear();
  }

  private void add(Lane lane, WebhookJob job) {
    lane.waiting.add(job);
    if (lane.waiting.size() == 1) {
      ready.add(lane);
    }
  }

  /** Webhooks in order; the first is the one that is being sent. */
  static final class Lane {
    private final @Nullable String call;
    private final Deque<WebhookJob> waiting = new ArrayDeque<>();

    private Lane(@Nullable String call) {
      this.call = call;
    }

    WebhookJob first() {
      return waiting.element();
    }
  }
}
