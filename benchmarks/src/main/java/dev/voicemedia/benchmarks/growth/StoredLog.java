package dev.voicemedia.benchmarks.growth;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SignedWebhook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A log that grows: events go to the log itself, without HTTP and signatures. */
final class StoredLog {
  private static final int MEASURED = 50_000;
  private static final int UNDER_WAY = 2_000;
  private static final int BODY_BYTES = 600;
  private static final int EVENTS_A_CALL = 10;
  private static final double NANOS_A_MICRO = 1e3;

  private static final EventLogSettings SETTINGS =
      EventLogSettings.keeping(
          EventLogSettings.DEFAULTS.retention(),
          100L << 30,
          EventLogSettings.DEFAULTS.dedupeWindow());

  private final Random random = new Random(1);
  private final Path folder;
  private int stored;

  StoredLog(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  int stored() {
    return stored;
  }

  static String id(int number) {
    return String.format(Locale.ROOT, "0ccc7b54-4df3-4bca-a65a-%012d", number);
  }

  static String call(int number) {
    return "v3:call-" + number / EVENTS_A_CALL;
  }

  /** Appends until so many are stored; returns what each of the last took, in µs. */
  double growTo(int count) throws IOException {
    try (EmbeddedLog log = EmbeddedLog.open(folder, SETTINGS, Clock.systemUTC())) {
      int measured = Math.min(MEASURED, (count - stored) / 2);
      append(log, count - stored - measured);
      long start = System.nanoTime();
      append(log, measured);
      return (System.nanoTime() - start) / NANOS_A_MICRO / measured;
    }
  }

  private void append(EmbeddedLog log, int count) {
    Deque<CompletableFuture<AppendResult>> underWay = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      if (underWay.size() == UNDER_WAY) {
        underWay.remove().join();
      }
      underWay.add(log.append(event(stored)));
      stored++;
    }
    underWay.forEach(CompletableFuture::join);
  }

  private IncomingEvent event(int number) {
    byte[] body = new byte[BODY_BYTES];
    random.nextBytes(body);
    String call = call(number);
    Event event =
        Event.newBuilder()
            .setId(id(number))
            .setEventType("call.playback.ended")
            .setCallControlId(call)
            .setCallLegId("leg of " + call)
            .setCallSessionId("session of " + call)
            .setWebhook(
                SignedWebhook.newBuilder()
                    .setBody(ByteString.copyFrom(body))
                    .setPublicKeyId("0123456789abcdef"))
            .build();
    return new IncomingEvent(event, "00000000", ByteString.copyFrom(new byte[32]));
  }
}
