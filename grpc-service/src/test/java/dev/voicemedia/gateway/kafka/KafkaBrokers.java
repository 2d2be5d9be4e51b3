package dev.voicemedia.gateway.kafka;

import dev.voicemedia.gateway.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * Real brokers (KRaft, each a controller as well) as processes of the test's own:
 *
 * <pre>{@code
 * try (KafkaBrokers brokers = KafkaBrokers.start(folder, 1)) {
 *   ... brokers.bootstrapServers() ...
 * }
 * }</pre>
 *
 * <p>They are on no class path of the tests. Maven writes theirs into {@code
 * target/kafka/class-path} before the integration tests, {@code mvn -pl grpc-service
 * antrun:run@kafka-brokers} once everything is installed. One broker is ready about 5 s after its
 * start was asked for, three after 8 s.
 */
public final class KafkaBrokers implements AutoCloseable {
  /** How a broker is reached by the others and by clients; it is for tests that cut it off. */
  public interface Route {
    /** The port to connect to instead of a broker's own. */
    int to(int brokerId, int port) throws IOException;
  }

  private static final Path CLASS_PATH =
      Path.of(System.getProperty("voicemedia.kafka.class-path", "target/kafka/class-path"));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<KafkaBroker> brokers;
  private final String bootstrapServers;

  private KafkaBrokers(List<KafkaBroker> brokers, String bootstrapServers) {
    this.brokers = brokers;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts brokers 1 to {@code count}, and waits until all of them are there. */
  public static KafkaBrokers start(Path folder, int count) throws Exception {
    return start(folder, count, Map.of(), (broker, port) -> port);
  }

  /**
   * Starts brokers with settings beside the usual ones.
   *
   * @param more settings as in {@code server.properties}; {@code ID} in a value is the broker's id
   */
  public static KafkaBrokers start(Path folder, int count, Map<String, String> more, Route route)
      throws Exception {
    int[] ports = FreePorts.take(2 * count);
    List<KafkaBroker> brokers = new ArrayList<>();
    List<String> reached = new ArrayList<>();
    List<String> voters = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      int port = ports[id - 1];
      brokers.add(new KafkaBroker(id, port, folder.resolve("broker-" + id)));
      reached.add("127.0.0.1:" + route.to(id, port));
      voters.add(id + "@127.0.0.1:" + route.to(id, ports[count + id - 1]));
    }
    KafkaBrokers all = new KafkaBrokers(List.copyOf(brokers), String.join(",", reached));
    try {
      String clusterId = Uuid.randomUuid().toString();
      Map<KafkaBroker, Process> formatting = new TreeMap<>(Comparator.comparing(KafkaBroker::id));
      for (KafkaBroker broker : brokers) {
        Map<String, String> settings = settings(count);
        settings.put("node.id", "" + broker.id());
        settings.put("controller.quorum.voters", String.join(",", voters));
        settings.put(
            "listeners",
            "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                .formatted(broker.port(), ports[count + broker.id() - 1]));
        settings.put("advertised.listeners", "PLAINTEXT://" + reached.get(broker.id() - 1));
        settings.put("log.dirs", broker.logFolder().toString());
        more.forEach((name, value) -> settings.put(name, value.replace("ID", "" + broker.id())));
        formatting.put(broker, broker.format(clusterId, settings));
      }
      for (Map.Entry<KafkaBroker, Process> each : formatting.entrySet()) {
        if (each.getValue().waitFor() != 0) {
          throw new AssertionError("not formatted: " + each.getKey().output());
        }
        each.getKey().start();
      }
      all.awaitAll();
      return all;
    } catch (Exception | AssertionError e) {
      all.close();
      throw e;
    }
  }

  /** The addresses of all, as a client takes them. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * One of them.
   *
   * @param id from 1
   */
  public KafkaBroker broker(int id) {
    return brokers.get(id - 1);
  }

  /** All of them, by id. */
  public List<KafkaBroker> all() {
    return brokers;
  }

  /** A client that asks them, and changes topics; the caller closes it. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Waits until each of them is part of the cluster, for a minute at most. */
  public void awaitAll() throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    try (Admin admin = admin()) {
      int found = 0;
      while (Instant.now().isBefore(end)) {
        try {
          found = admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size();
          if (found == brokers.size()) {
            return;
          }
        } catch (ExecutionException | TimeoutException e) {
          // None of them is listening yet.
        }
        for (KafkaBroker broker : brokers) {
          if (!broker.isAlive()) {
            throw new AssertionError("broker " + broker.id() + " has ended: " + broker.output());
          }
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      throw new AssertionError(
          brokers.stream()
              .map(KafkaBroker::output)
              .collect(Collectors.joining("\n", found + " brokers: ", "")));
    }
  }

  @Override
  public void close() {
    brokers.forEach(KafkaBroker::close);
  }

  /** Of the brokers' processes, and of Kafka's own commands. */
  static String classPath() throws IOException {
    if (!Files.exists(CLASS_PATH)) {
      throw new IllegalStateException(
          CLASS_PATH + ": missing; mvn writes it in the phase pre-integration-test");
    }
    return Files.readString(CLASS_PATH);
  }

  private static Map<String, String> settings(int count) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("num.io.threads", "2");
    settings.put("num.network.threads", "2");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("offsets.topic.replication.factor", "" + count);
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "" + count);
    settings.put("transaction.state.log.min.isr", "1");
    return settings;
  }
}
