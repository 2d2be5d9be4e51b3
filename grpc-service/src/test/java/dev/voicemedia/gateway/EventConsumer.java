package dev.voicemedia.gateway;

import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;

/** The consumer of docs/consuming-events.md, which shows what lies between the two markers. */
final class EventConsumer {
  /** What a consumer has besides: its work, and a place for the cursor. */
  interface Store {
    /** The last cursor that was saved; empty at the very beginning. */
    String cursor();

    /** Does the work and saves the cursor, both or neither. */
    void save(SubscribeResponse message);

    /** Events are gone for good. */
    void gap(SubscribeResponse message);
  }

  /** Waits; so that a test need not. */
  interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  private final ManagedChannel channel;
  private final Store store;
  private final Sleeper thread;

  EventConsumer(ManagedChannel channel, Store store, Sleeper thread) {
    this.channel = channel;
    this.store = store;
    this.thread = thread;
  }

  // begin
  void run() throws InterruptedException {
    for (long delay = 100; true; delay = Math.min(2 * delay, 10_000)) {
      SubscribeRequest.Builder request = SubscribeRequest.newBuilder().setContinueAfterGap(true);
      if (store.cursor().isEmpty()) {
        request.setEarliest(StartEarliest.getDefaultInstance());
      } else {
        request.setAfter(store.cursor());
      }
      try {
        Iterator<SubscribeResponse> stream =
            WebhookEventsServiceGrpc.newBlockingStub(channel).subscribe(request.build());
        while (stream.hasNext()) {
          SubscribeResponse message = stream.next();
          if (message.hasGap()) {
            store.gap(message); // older than retention: alert, or fetch from elsewhere
          }
          store.save(message); // its event, if it has one, and its cursor, in one transaction
          delay = 100;
        } // ends after Goodbye: go on with the cursor
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Code.INVALID_ARGUMENT
            || e.getStatus().getCode() == Code.OUT_OF_RANGE) {
          throw e; // the cursor is of another log or of a later state of it: a person decides
        }
      }
      thread.sleep(delay);
    }
  }
  // end
}
