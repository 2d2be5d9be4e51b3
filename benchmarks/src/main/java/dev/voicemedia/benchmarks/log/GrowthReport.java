package dev.voicemedia.benchmarks.log;

import com.google.protobuf.ByteString;
import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.Medians;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SignedWebhook;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * What an append costs, and how long a start takes, with ever more events stored. Events go to the
 * log itself, without HTTP and signatures, many under way at a time; the start is that of the jar.
 */
public final class GrowthReport {
  private static final int[] STORED = {10_000, 1_000_000, 10_000_000};
  private static final int MEASURED = 50_000;
  private static final int UNDER_WAY = 2_000;
  private static final int BODY_BYTES = 600;
  private static final double NANOS_A_MICRO = 1e3;
  private static final double NANOS_A_MILLI = 1e6;

  private static final EventLogSettings SETTINGS =
      EventLogSettings.keeping(
          EventLogSettings.DEFAULTS.retention(),
          100L << 30,
          EventLogSettings.DEFAULTS.dedupeWindow());

  private final Random random = new Random(1);
  private final Path data;
  private int made;

  private GrowthReport(Path data) {
    this.data = data;
  }

  /** What was measured with so many events stored. */
  private record Row(int stored, double appendMicros, double startMillis, long bytes) {}

  /** Argument: starts that are measured at each size, 5 if there is none. */
  public static void main(String[] args) throws Exception {
    int starts = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    int largest = Integer.getInteger("largest", STORED[STORED.length - 1]);
    Path data = Files.createTempDirectory(Path.of("").toAbsolutePath(), "benchmark-");
    List<Row> rows = new ArrayList<>();
    try {
      GrowthReport report = new GrowthReport(data);
      for (int stored : STORED) {
        if (stored <= largest) {
          rows.add(report.measure(stored, starts));
        }
      }
    } finally {
      Folders.delete(data);
    }
    print(rows);
  }

  private Row measure(int stored, int starts) throws IOException {
    double micros;
    long bytes;
    try (EmbeddedLog log = EmbeddedLog.open(data, SETTINGS, Clock.systemUTC())) {
      append(log, Math.max(0, stored - MEASURED - made));
      append(log, Math.max(0, stored - made) / 5);
      int measured = stored - made;
      long start = System.nanoTime();
      append(log, measured);
      micros = (System.nanoTime() - start) / NANOS_A_MICRO / measured;
      bytes = log.bytesOnDisk();
    }
    List<Double> millis = new ArrayList<>();
    WebhookSigner signer = WebhookSigner.random();
    for (int i = 0; i < starts; i++) {
      long start = System.nanoTime();
      GatewayProcess started = Launch.of(data, signer.publicKey()).start();
      millis.add((System.nanoTime() - start) / NANOS_A_MILLI);
      started.close();
    }
    return new Row(stored, micros, Medians.of(millis), bytes);
  }

  private void append(EmbeddedLog log, int count) {
    Deque<CompletableFuture<AppendResult>> underWay = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      if (underWay.size() == UNDER_WAY) {
        underWay.remove().join();
      }
      underWay.add(log.append(event(made)));
      made++;
    }
    underWay.forEach(CompletableFuture::join);
  }

  private IncomingEvent event(int number) {
    byte[] body = new byte[BODY_BYTES];
    random.nextBytes(body);
    String call = "v3:call-" + number / 10;
    Event event =
        Event.newBuilder()
            .setId("0ccc7b54-4df3-4bca-a65a-%012d".formatted(number))
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

  private static void print(List<Row> rows) {
    System.out.printf(
        Locale.ROOT,
        "%nJava %s, %d processors%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    System.out.println(
        "| stored | on disk | append | beside the first | start | beside the first |");
    System.out.println("|---|---|---|---|---|---|");
    Row first = rows.get(0);
    for (Row row : rows) {
      System.out.printf(
          Locale.ROOT,
          "| %,d | %,d MB | %.1f µs | %.2f | %,.0f ms | %.2f |%n",
          row.stored(),
          row.bytes() >> 20,
          row.appendMicros(),
          row.appendMicros() / first.appendMicros(),
          row.startMillis(),
          row.startMillis() / first.startMillis());
    }
  }
}
