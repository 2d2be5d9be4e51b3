package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.v1.EventFilter;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Many live streams over ten connections, of which a gateway serves a thousand on each. */
public final class Streams implements AutoCloseable {
  private static final int CONNECTIONS = 10;

  private final List<ManagedChannel> channels;
  private final List<Subscriber> live = new ArrayList<>();

  /** Connects. */
  public Streams(long port) {
    channels = Stream.generate(() -> Subscriber.connect(port)).limit(CONNECTIONS).toList();
  }

  /** Opens streams that get every event. */
  public Streams ofAll(int count) {
    return open(count, number -> EventFilter.getDefaultInstance());
  }

  /** Opens streams that match no event, and waits until they have caught up. */
  public Streams ofOthers(int count) {
    return open(count, Streams::ofAnotherCall).caughtUp();
  }

  /** Opens streams of which each gets what its filter says. */
  public Streams open(int count, IntFunction<EventFilter> filter) {
    for (int i = 0; i < count; i++) {
      live.add(Subscriber.live(channels.get(i % CONNECTIONS), filter.apply(i)));
    }
    return this;
  }

  /** Waits until each has had what a stream begins with: Opened, CaughtUp. */
  public Streams caughtUp() {
    await(2);
    return this;
  }

  /** Waits until each has received so many messages. */
  public void await(long messages) {
    live.forEach(subscriber -> subscriber.await(messages));
  }

  /** Ends the streams, and keeps the connections. */
  void end() {
    live.forEach(Subscriber::close);
    live.clear();
  }

  @Override
  public void close() {
    end();
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private static EventFilter ofAnotherCall(int number) {
    return EventFilter.newBuilder().setCallControlId("v3:other-" + number).build();
  }
}
