package dev.voicemedia.benchmarks.growth;

import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.Reach;
import dev.voicemedia.benchmarks.Readings;
import dev.voicemedia.benchmarks.Results;
import dev.voicemedia.benchmarks.Row;
import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceBlockingStub;
import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Appends, reads and starts with ever more events stored. */
final class StoredEvents {
  private static final List<Integer> STORED = List.of(10_000, 100_000, 1_000_000);
  private static final int WARM_UP = 4_000;
  private static final int READS = 4_000;
  private static final double NANOS_A_MICRO = 1e3;
  private static final double NANOS_A_MILLI = 1e6;

  private final TelnyxPublicKey key = WebhookSigner.random().publicKey();
  private final Random random = new Random(1);
  private final Curve append = new Curve("an append, many under way");
  private final Curve get = new Curve("GetEvent, CPU");
  private final Curve list = new Curve("ListEvents of one call, CPU");
  private final Curve start = new Curve("a start, until it listens");

  /** Measures at each size; {@code largest} is the last one. */
  List<Curve> measure(Path folder, int largest, int starts, Results results) throws Exception {
    StoredLog few = new StoredLog(folder.resolve("few"));
    StoredLog many = new StoredLog(folder.resolve("many"));
    double unusedWarmUp = few.growTo(STORED.get(0));
    for (int stored : STORED) {
      if (stored < largest) {
        measure(many, stored);
      }
    }
    measure(many, largest);
    compareStarts(few, many, starts, results);
    return List.of(append, get, list, start);
  }

  private void measure(StoredLog log, int stored) throws Exception {
    append.add(stored, log.growTo(stored));
    start.add(stored, startMillis(log) * NANOS_A_MICRO);
    try (GatewayProcess gateway = Launch.of(log.folder(), key).start()) {
      ManagedChannel channel =
          Grpc.newChannelBuilder(
                  "127.0.0.1:" + gateway.grpcPort(), InsecureChannelCredentials.create())
              .build();
      WebhookEventsServiceBlockingStub stub = WebhookEventsServiceGrpc.newBlockingStub(channel);
      get(stub, stored, WARM_UP);
      list(stub, stored, WARM_UP);
      Readings readings = new Readings(gateway.cpu());
      get.add(stored, readings.measure(READS, () -> get(stub, stored, READS)));
      list.add(stored, readings.measure(READS, () -> list(stub, stored, READS)));
      channel.shutdownNow();
    }
  }

  private void get(WebhookEventsServiceBlockingStub stub, int stored, int times) {
    for (int i = 0; i < times; i++) {
      String id = StoredLog.id(random.nextInt(stored));
      var unused = stub.getEvent(GetEventRequest.newBuilder().setId(id).build());
    }
  }

  private void list(WebhookEventsServiceBlockingStub stub, int stored, int times) {
    for (int i = 0; i < times; i++) {
      String call = StoredLog.call(random.nextInt(stored));
      var unused =
          stub.listEvents(
              ListEventsRequest.newBuilder()
                  .setFilter(EventFilter.newBuilder().setCallControlId(call))
                  .build());
    }
  }

  private void compareStarts(StoredLog few, StoredLog many, int starts, Results results)
      throws IOException {
    Samples ofFew = new Samples();
    Samples ofMany = new Samples();
    for (int i = 0; i < starts; i++) {
      ofFew.add(startMillis(few));
      ofMany.add(startMillis(many));
    }
    results.add(
        Row.of(
            "8",
            "start with %,d events".formatted(many.stored()),
            ofMany,
            "ms",
            "with %,d".formatted(few.stored()),
            ofFew,
            Reach.atMost(1.1)));
  }

  private double startMillis(StoredLog log) throws IOException {
    long begin = System.nanoTime();
    GatewayProcess started = Launch.of(log.folder(), key).start();
    double millis = (System.nanoTime() - begin) / NANOS_A_MILLI;
    started.close();
    return millis;
  }
}
