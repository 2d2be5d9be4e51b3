package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.ProcessCpu;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a gateway cannot be faster than: Kafka's producer with the gateway's settings, in a process
 * of its own, which sends records as large as the gateway's that were made beforehand.
 */
final class BareProducer implements AutoCloseable {
  private static final int RECORD_BYTES = 1_500;

  private final ChildProcess process;

  private BareProducer(ChildProcess process) {
    this.process = process;
  }

  static BareProducer start(String bootstrapServers, String topic) throws IOException {
    return new BareProducer(
        ChildProcess.ofClass(
            BareProducer.class,
            List.of("-Xms256m", "-Xmx256m"),
            Map.of(),
            bootstrapServers,
            topic));
  }

  /** Sends records, of which so many are under way; returns the seconds that it took. */
  double send(int records, int underWay) throws IOException {
    process.write(records + " " + underWay);
    return Long.parseLong(process.read("nanos ")) / 1e9;
  }

  ProcessCpu cpu() {
    return process.cpu();
  }

  @Override
  public void close() {
    process.close();
  }

  /** The process; ends with its standard input. */
  public static void main(String[] args) throws Exception {
    byte[] value = new byte[RECORD_BYTES];
    new Random(1).nextBytes(value);
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", args[0], "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int space = line.indexOf(' ');
        int records = Integer.parseInt(line.substring(0, space));
        int underWay = Integer.parseInt(line.substring(space + 1));
        Semaphore free = new Semaphore(underWay);
        long start = System.nanoTime();
        for (int i = 0; i < records; i++) {
          free.acquire();
          var unused =
              producer.send(
                  new ProducerRecord<>(args[1], 0, null, value),
                  (sent, failure) -> {
                    if (failure != null) {
                      System.out.println(failure);
                    }
                    free.release();
                  });
        }
        free.acquire(underWay);
        System.out.println("nanos " + (System.nanoTime() - start));
      }
    }
  }
}
