package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.gateway.FaultTable.Fault;
import dev.voicemedia.gateway.HoppingConsumer.Received;
import dev.voicemedia.gateway.kafka.BrokerLinks;
import dev.voicemedia.gateway.kafka.KafkaBroker;
import dev.voicemedia.gateway.kafka.KafkaBrokers;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers and three gateways, of which one after the other dies, hangs or is cut off while
 * webhooks come in and a consumer goes from gateway to gateway. {@code
 * -Dvoicemedia.kafka-fault.seconds=} says how long each fault lasts.
 */
class KafkaFaultsNightly {
  private static final int FAULT_SECONDS = Integer.getInteger("voicemedia.kafka-fault.seconds", 20);
  private static final int QUIET_SECONDS = Math.max(3, FAULT_SECONDS / 2);
  private static final int CALLS = 40;
  private static final Duration BETWEEN_WEBHOOKS = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LONGEST_503_SECONDS = 20;
  private static final String TOPIC = "voicemedia";
  private static final String DISK = "64m";

  @TempDir private Path folder;
  private final WebhookSigner signer = WebhookSigner.random();
  private final List<KafkaGateway> gateways = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  @Test
  void noFaultLosesRepeatsOrReordersWhatWasAcknowledged() throws Exception {
    List<Path> disks = smallDisks();
    try (BrokerLinks links = new BrokerLinks();
        KafkaBrokers brokers =
            KafkaBrokers.start(folder, 3, Map.of("log.segment.bytes", "" + (16 << 20)), links);
        Admin admin = brokers.admin()) {
      createTopic(brokers);
      for (int i = 1; i <= 3; i++) {
        gateways.add(
            new KafkaGateway(folder.resolve("gateway-" + i), signer, brokers.bootstrapServers()));
      }
      awaitGateways();
      try (VendorSender sender =
              new VendorSender(
                  signer,
                  gateways.stream().map(KafkaGateway::webhooks).toList(),
                  CALLS,
                  BETWEEN_WEBHOOKS);
          HoppingConsumer consumer =
              new HoppingConsumer(gateways.stream().mapToInt(KafkaGateway::grpcPort).toArray())) {
        sender.start();
        consumer.start();
        inflict(sender, "none", () -> {}, () -> {});
        KafkaGateway killed = gateways.get(0);
        inflict(sender, "kill -9 a gateway", killed::kill, killed::start);
        KafkaBroker leader = leader(brokers, admin);
        inflict(sender, "kill -9 the partition's leader", leader::kill, leader::start);
        brokers.awaitAll();
        KafkaBroker controller = controller(brokers, admin);
        inflict(sender, "kill -9 the controller", controller::kill, controller::start);
        brokers.awaitAll();
        KafkaBroker paused = leader(brokers, admin);
        inflict(sender, "SIGSTOP the partition's leader", paused::pause, paused::goOn);
        brokers.awaitAll();
        KafkaGateway hung = gateways.get(1);
        inflict(sender, "SIGSTOP a gateway", () -> hung.signal("STOP"), () -> hung.signal("CONT"));
        KafkaBroker alone = leader(brokers, admin);
        inflict(
            sender,
            "cut off the partition's leader",
            () -> links.cut(alone),
            () -> links.join(alone));
        brokers.awaitAll();
        if (disks.isEmpty()) {
          System.out.println("fill a broker's disk: skipped, needs root to have small disks");
        } else {
          fillDisk(sender, leader(brokers, admin));
          brokers.awaitAll();
        }
        sender.stop();
        check(sender, consumer, admin);
      }
    } finally {
      gateways.forEach(KafkaGateway::close);
      for (Path disk : disks) {
        run("umount", "-l", disk.toString());
      }
    }
  }

  private void check(VendorSender sender, HoppingConsumer consumer, Admin admin) throws Exception {
    awaitGateways();
    Set<String> acknowledged =
        sender.sent().stream()
            .filter(VendorSender.Sent::acknowledged)
            .map(VendorSender.Sent::id)
            .collect(Collectors.toSet());
    List<Received> log = HoppingConsumer.everything(gateways.get(0).grpcPort());
    Set<String> stored = log.stream().map(Received::id).collect(Collectors.toSet());
    stored.retainAll(acknowledged);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !consumer.failure().isEmpty()
                    || consumer.received().stream()
                        .map(Received::id)
                        .collect(Collectors.toSet())
                        .containsAll(stored));
    FaultTable table =
        new FaultTable(faults, sender.sent(), sender.otherAnswers(), log, consumer.received());
    System.out.println(table);

    assertThat(consumer.failure()).isEmpty();
    assertThat(sender.otherAnswers())
        .extracting(VendorSender.Answer::status)
        .allMatch(status -> status == 0 || status == 503 || status == 429);
    assertThat(table.rows())
        .allSatisfy(
            row -> {
              assertThat(row.lost()).as(row.fault()).isZero();
              assertThat(row.repeated()).as(row.fault()).isZero();
              assertThat(row.outOfOrder()).as(row.fault()).isZero();
              assertThat(row.givenUp()).as(row.fault()).isZero();
              assertThat(row.seconds503()).as(row.fault()).isLessThan(LONGEST_503_SECONDS);
            });
    assertThat(new HashSet<>(log.stream().map(Received::id).toList())).hasSameSizeAs(log);
    for (KafkaGateway gateway : gateways) {
      assertThat(HoppingConsumer.everything(gateway.grpcPort())).isEqualTo(log);
    }
    rebuild(gateways.get(2), Map.of());
    assertThat(HoppingConsumer.everything(gateways.get(2).grpcPort())).isEqualTo(log);
    Optional<Path> clock = WrongClock.build(folder);
    if (clock.isPresent()) {
      rebuild(gateways.get(2), Map.of("LD_PRELOAD", clock.get().toString()));
      assertThat(sender.post(gateways.get(2).webhooks()))
          .as("by a clock that is off")
          .isEqualTo(401);
      assertThat(HoppingConsumer.everything(gateways.get(2).grpcPort())).isEqualTo(log);
    } else {
      System.out.println("a clock that is an hour off: skipped, needs a C compiler");
    }

    long start = log.size() / 3;
    admin
        .deleteRecords(Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(start)))
        .all()
        .get(30, TimeUnit.SECONDS);
    rebuild(gateways.get(2), Map.of());
    List<Received> rest = HoppingConsumer.everything(gateways.get(2).grpcPort());
    assertThat(log).endsWith(rest.toArray(Received[]::new));
    System.out.printf(
        "all three serve the same %d events and cursors, rebuilt too%s; with the first %d records"
            + " deleted a rebuilt one serves the last %d%n",
        log.size(),
        clock.isPresent() ? ", and with a clock that is an hour off" : "",
        start,
        rest.size());
  }

  /** Fills it until the broker gives up, then makes room, and starts the broker again. */
  private void fillDisk(VendorSender sender, KafkaBroker broker) throws Exception {
    Path ballast = broker.folder().resolve("ballast");
    inflict(
        sender,
        "fill the disk of the partition's leader",
        () -> fill(ballast),
        () -> {
          Files.delete(ballast);
          if (!broker.isAlive()) {
            broker.start();
          }
        });
  }

  /** The next one begins once all that this one has delayed is through. */
  private void inflict(VendorSender sender, String name, Step begin, Step end) throws Exception {
    faults.add(new Fault(name, Instant.now()));
    TimeUnit.SECONDS.sleep(QUIET_SECONDS); // it is a time that this is about
    begin.run();
    TimeUnit.SECONDS.sleep(FAULT_SECONDS);
    end.run();
    awaitGateways();
    await().atMost(PATIENCE).until(() -> sender.repeating() == 0);
  }

  private void rebuild(KafkaGateway gateway, Map<String, String> environment) throws Exception {
    gateway.kill();
    gateway.forget();
    gateway.start(environment);
    awaitGateways();
  }

  private void awaitGateways() {
    await()
        .atMost(PATIENCE)
        .failFast(
            () ->
                gateways.forEach(
                    each ->
                        assertThat(each.output())
                            .noneMatch(line -> line.startsWith("voicemedia serve:"))))
        .until(() -> gateways.stream().allMatch(KafkaGateway::isReady));
  }

  private void createTopic(KafkaBrokers brokers) throws Exception {
    try (RunningJar create =
        RunningJar.start(
            folder,
            Map.of(),
            List.of(),
            "log",
            "topic",
            "create",
            "--kafka-bootstrap-servers=" + brokers.bootstrapServers())) {
      assertThat(create.exitCode()).as(String.join("\n", create.output())).isZero();
    }
  }

  private static KafkaBroker leader(KafkaBrokers brokers, Admin admin) throws Exception {
    Map<String, TopicDescription> topics =
        admin.describeTopics(List.of(TOPIC)).allTopicNames().get(30, TimeUnit.SECONDS);
    TopicDescription topic = topics.values().iterator().next();
    return brokers.broker(topic.partitions().get(0).leader().id());
  }

  private static KafkaBroker controller(KafkaBrokers brokers, Admin admin) throws Exception {
    return brokers.broker(
        admin.describeMetadataQuorum().quorumInfo().get(30, TimeUnit.SECONDS).leaderId());
  }

  /** Disks for the brokers that can be filled; none where this is not root. */
  private List<Path> smallDisks() throws Exception {
    List<Path> disks = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      Path disk = Files.createDirectories(folder.resolve("broker-" + id));
      if (run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", disk.toString()) != 0) {
        return disks;
      }
      disks.add(disk);
    }
    return disks;
  }

  private static void fill(Path ballast) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // no such command
    }
  }

  /** Begin or end of a fault. */
  private interface Step {
    void run() throws Exception;
  }
}
