package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What streams of server-sent events cost: the memory of each of 5,000 without events, and the CPU
 * time of a delivery beside that of one over gRPC, in interleaved rounds of one process.
 */
final class EdgeStreamsReport {
  private static final int STREAMS = 5_000;
  private static final int SUBSCRIBERS = 100;
  private static final long EVENTS = 500;
  private static final String APPEND = "append " + EVENTS + " 16 20000000";

  private EdgeStreamsReport() {}

  /** Takes the number of rounds. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory(Path.of("."), "edge-benchmark");
    try {
      System.out.printf(
          "%nJava %s, %d processors%n%n",
          Runtime.version(), Runtime.getRuntime().availableProcessors());
      try (MeasuredProcess server =
          new MeasuredProcess(FeedServer.class, folder.resolve("idle").toString())) {
        idle(server);
      }
      try (MeasuredProcess server =
          new MeasuredProcess(FeedServer.class, folder.resolve("live").toString())) {
        live(server, rounds);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private static void idle(MeasuredProcess server) throws IOException {
    int port = (int) server.ask("edge");
    new EventSources(port, 100, EdgeStreamsReport::ofAnotherCall).close();
    double heap = server.ask("heap");
    double resident = server.resident();
    try (EventSources streams = new EventSources(port, STREAMS, EdgeStreamsReport::ofAnotherCall)) {
      System.out.printf(
          Locale.ROOT,
          "memory per idle stream, of %,d: %.1f kB heap, %.1f kB resident%n",
          streams.received() / 3,
          (server.ask("heap") - heap) / STREAMS / 1000,
          (server.resident() - resident) / STREAMS / 1000);
    }
  }

  private static String ofAnotherCall(int number) {
    return "&call=v3:other-" + number;
  }

  private static void live(MeasuredProcess server, int rounds) throws IOException {
    int edge = (int) server.ask("edge");
    Samples overHttp = new Samples();
    Samples overGrpc = new Samples();
    for (int round = -2; round < rounds; round++) {
      double http = overHttp(server, edge);
      double grpc = overGrpc(server);
      if (round >= 0) {
        overHttp.add(http);
        overGrpc.add(grpc);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "CPU per delivery, the same event to %d: %.2f µs over HTTP, %.2f µs over gRPC, ratio"
            + " %.2f%n",
        SUBSCRIBERS,
        overHttp.median() / 1000,
        overGrpc.median() / 1000,
        overHttp.over(overGrpc).median());
  }

  private static double overHttp(MeasuredProcess server, int edge) throws IOException {
    try (EventSources streams = new EventSources(edge, SUBSCRIBERS, number -> "")) {
      long before = streams.received();
      double cpu = server.cpu(Deliveries::isDelivering);
      server.ask(APPEND);
      streams.await(before + EVENTS * SUBSCRIBERS);
      return (server.cpu(Deliveries::isDelivering) - cpu) / (EVENTS * SUBSCRIBERS);
    }
  }

  private static double overGrpc(MeasuredProcess server) {
    try (Streams streams = new Streams(server.ask("port")).ofAll(SUBSCRIBERS).caughtUp()) {
      double cpu = server.cpu(Deliveries::isDelivering);
      server.ask(APPEND);
      streams.await(EVENTS + 2);
      return (server.cpu(Deliveries::isDelivering) - cpu) / (EVENTS * SUBSCRIBERS);
    }
  }
}
