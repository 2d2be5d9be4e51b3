package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.cli.text.EventPrinter;
import dev.voicemedia.gateway.time.Backoff;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Prints a stream of events and, if it follows, the streams that resume after its cursor. */
final class EventTail {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

  /** Errors that may pass; any other would come again. */
  private static final Set<Code> TRANSIENT =
      Set.of(
          Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED, Code.INTERNAL, Code.CANCELLED, Code.UNKNOWN);

  private final EventPrinter printer;
  private final boolean follow;
  private final Sleeper sleeper;
  private volatile String lastCursor = "";

  /** Ends in a row without a message. */
  private int failures;

  EventTail(EventPrinter printer, boolean follow, Sleeper sleeper) {
    this.printer = printer;
    this.follow = follow;
    this.sleeper = sleeper;
  }

  /** Returns the exit code. */
  int run(ClientOptions client, SubscribeRequest first)
      throws RpcException, InvalidProtocolBufferException, InterruptedException {
    ManagedChannel channel = client.connect();
    try {
      SubscribeRequest request = first;
      while (true) {
        try {
          End end = print(channel, request);
          if (end == End.UNREAD) {
            return 1;
          }
          if (!follow || (end == End.COMPLETE && first.getStopAtHead())) {
            return end == End.GOODBYE && first.getStopAtHead() ? 1 : 0; // 1: some are missing
          }
        } catch (StatusRuntimeException e) {
          if (!follow || !TRANSIENT.contains(e.getStatus().getCode())) {
            throw new RpcException(e, client.address);
          }
          System.err.println(
              "events: " + new RpcException(e, client.address).getMessage() + "; retrying");
        }
        failures++;
        sleeper.sleep(BACKOFF.pause(failures).toMillis());
        if (!lastCursor.isEmpty()) {
          request = first.toBuilder().setAfter(lastCursor).build();
        }
      }
    } finally {
      channel.shutdownNow();
    }
  }

  void reportCursor() {
    if (!lastCursor.isEmpty()) {
      System.err.println("events: last cursor " + lastCursor);
    }
  }

  private End print(ManagedChannel channel, SubscribeRequest request)
      throws InvalidProtocolBufferException {
    Iterator<SubscribeResponse> stream =
        WebhookEventsServiceGrpc.newBlockingStub(channel).subscribe(request);
    while (stream.hasNext()) {
      SubscribeResponse message = stream.next();
      failures = 0;
      for (StoredEvent event : eventsOf(message)) {
        System.out.println(printer.print(event.getCursor(), event.getEvent()));
        if (System.out.checkError()) {
          return End.UNREAD; // the reader left before this event
        }
        lastCursor = event.getCursor();
      }
      if (message.hasGap()) {
        System.err.printf(
            "events: skipped the expired events between cursors %s and %s%n",
            message.getGap().getAfter(), message.getGap().getUpTo());
      } else if (message.hasGoodbye()) {
        System.err.println(
            "events: the gateway ended the stream: " + message.getGoodbye().getReason());
      }
      lastCursor = message.getCursor();
      if (message.hasGoodbye()) {
        return End.GOODBYE;
      }
    }
    return End.COMPLETE;
  }

  private static List<StoredEvent> eventsOf(SubscribeResponse message) {
    return message.hasEvent()
        ? List.of(
            StoredEvent.newBuilder()
                .setCursor(message.getCursor())
                .setEvent(message.getEvent())
                .build())
        : message.getEventBatch().getEventsList();
  }

  /** Waits; injected, so that tests need not. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  private enum End {
    /** The gateway ended the stream, which can be resumed. */
    GOODBYE,
    /** Everything that was asked for has arrived. */
    COMPLETE,
    /** Nobody reads what is printed. */
    UNREAD
  }
}
