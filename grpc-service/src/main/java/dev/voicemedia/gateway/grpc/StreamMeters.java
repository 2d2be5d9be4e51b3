package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.feed.FeedMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts streams and what they deliver. */
public final class StreamMeters {
  private final InstantSource clock;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger live = new AtomicInteger();
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final Counter events;
  private final Counter bytes;
  private final Counter fellBehind;
  private final Counter stalled;
  private final Timer delay;

  /**
   * @param clock that the log stamps events by
   */
  public StreamMeters(MeterRegistry registry, InstantSource clock) {
    this.clock = clock;
    events =
        Counter.builder("voicemedia.streams.events")
            .description("Events sent, summed over all streams")
            .register(registry);
    bytes =
        Counter.builder("voicemedia.streams.sent")
            .description("Bytes of the events sent, before encryption, summed over all streams")
            .baseUnit("bytes")
            .register(registry);
    fellBehind =
        Counter.builder("voicemedia.streams.fell.behind")
            .description("Times that a live stream went back to reading from the log")
            .register(registry);
    stalled =
        Counter.builder("voicemedia.streams.stalled")
            .description("Streams closed because their client accepted nothing for minutes")
            .register(registry);
    delay =
        Timer.builder("voicemedia.streams.delivery.delay")
            .description("From storing an event to handing it to a live stream's transport")
            .register(registry);
    Gauge.builder("voicemedia.streams.open", live, AtomicInteger::get)
        .description("Open streams: live, or still reading from the log")
        .tag("state", "live")
        .register(registry);
    Gauge.builder("voicemedia.streams.open", () -> Math.max(0, open.get() - live.get()))
        .description("Open streams: live, or still reading from the log")
        .tag("state", "catching_up")
        .register(registry);
  }

  void stalled() {
    stalled.increment();
  }

  /** The streams that are open, oldest first. */
  public List<OpenStream> openStreams() {
    return streams.stream()
        .map(stream -> stream.opened.at(stream.isLive.get(), stream.position))
        .sorted(Comparator.comparing(OpenStream::since))
        .toList();
  }

  /** Counts a stream of the caller in whose context this runs. */
  Stream open() {
    open.incrementAndGet();
    Stream stream =
        new Stream(new OpenStream(Callers.current().caller().name(), clock.instant(), false, 0));
    streams.add(stream);
    return stream;
  }

  /** One stream. */
  final class Stream {
    private final OpenStream opened;
    private volatile long position;
    private final AtomicBoolean isLive = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Stream(OpenStream opened) {
      this.opened = opened;
    }

    /** A message was handed to the transport. For one thread at a time. */
    void sent(FeedMessage message, boolean nowLive) {
      position = message.cursor().position();
      if (message instanceof FeedMessage.Delivery event) {
        events.increment();
        bytes.increment(event.bytes());
        if (nowLive) {
          Duration since = Duration.between(event.receivedAt(), clock.instant());
          delay.record(since.isNegative() ? Duration.ZERO : since);
        }
      } else if (message instanceof FeedMessage.FellBehind) {
        fellBehind.increment();
      }
      if (!closed.get() && isLive.compareAndSet(!nowLive, nowLive)) {
        live.addAndGet(nowLive ? 1 : -1);
      }
      if (closed.get() && isLive.compareAndSet(true, false)) { // closed meanwhile
        live.decrementAndGet();
      }
    }

    void closed() {
      closed.set(true);
      streams.remove(this);
      open.decrementAndGet();
      if (isLive.compareAndSet(true, false)) {
        live.decrementAndGet();
      }
    }
  }
}
