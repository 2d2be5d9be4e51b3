package dev.voicemedia.benchmarks.feed;

import dev.voicemedia.benchmarks.Samples;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceBlockingStub;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An fsync, a verification and a gRPC call, each alone, one after the other. */
final class LatencyParts implements AutoCloseable {
  private static final double NANOS_A_MICRO = 1e3;

  private final WebhookSigner signer;
  private final WebhookVerifier verifier;
  private final FileChannel file;
  private final MeasuredProcess bare;
  private final ManagedChannel channel;
  private final WebhookEventsServiceBlockingStub stub;
  private final Samples fsyncs = new Samples();
  private final Samples verifications = new Samples();
  private final Samples calls = new Samples();

  LatencyParts(WebhookSigner signer, Path file) throws IOException {
    this.signer = signer;
    this.verifier = WebhookVerifier.builder().publicKeys(signer.publicKey()).build();
    this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    this.bare = new MeasuredProcess(BareServer.class, "0");
    this.channel = Subscriber.connect(bare.ask("port"));
    this.stub = WebhookEventsServiceGrpc.newBlockingStub(channel);
  }

  private interface Part {
    /** Returns the nanoseconds that it took. */
    long run(int number) throws Exception;
  }

  /** Adds the sum of the parts' medians, in µs. */
  void measure(int times, Samples sums) throws Exception {
    double fsync = median(times, this::fsync);
    double verification = median(times, this::verify);
    double call = median(times, this::call);
    fsyncs.add(fsync);
    verifications.add(verification);
    calls.add(call);
    sums.add(fsync + verification + call);
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    bare.close();
    file.close();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 of an fsync %.0f µs, of a verification %.0f µs, of a gRPC call %.0f µs",
        fsyncs.median(),
        verifications.median(),
        calls.median());
  }

  private long fsync(int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(SampleEvents.event(number).toByteArray());
    long start = System.nanoTime();
    file.write(bytes);
    file.force(false);
    return System.nanoTime() - start;
  }

  private long verify(int number) throws Exception {
    byte[] body = SampleEvents.body(number, "v3:call");
    Map<String, List<String>> headers = signer.headers(Instant.now(), body);
    long start = System.nanoTime();
    var unused = verifier.verify(body, headers);
    return System.nanoTime() - start;
  }

  private long call(int number) {
    GetEventRequest request = GetEventRequest.newBuilder().setId("x" + number).build();
    long start = System.nanoTime();
    var unused = stub.getEvent(request);
    return System.nanoTime() - start;
  }

  private static double median(int times, Part part) throws Exception {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      nanos[i] = part.run(i);
    }
    Arrays.sort(nanos);
    return nanos[times / 2] / NANOS_A_MICRO;
  }
}
