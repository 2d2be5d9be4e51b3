package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.voicemedia.gateway.time.SystemTimer;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import java.io.FileInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many actions at a time against a Telnyx that takes its time, through real gRPC and the client as
 * the gateway uses it.
 *
 * <p>{@code -Dvoicemedia.many-actions} sets how many go through in a row; the nightly profile does.
 */
final class ManyActionsTest {
  private static final Duration DELAY = Duration.ofMillis(100);
  private static final int AT_ONCE = 1_000;
  private static final int IN_A_ROW = Integer.getInteger("voicemedia.many-actions", 2_000);
  private static final int MAX_IN_FLIGHT = AttemptPolicy.DEFAULTS.bounds().inFlight();
  private static final SpeakRequest SPEAK =
      SpeakRequest.newBuilder()
          .setCallControlId("v3:call-1")
          .setPayload("Hello")
          .setVoice("female")
          .build();

  @Test
  void aThousandAtOnceAreAnsweredOverHttp1() throws Exception {
    try (BusyTelnyx telnyx = BusyTelnyx.overHttp1(DELAY)) {
      sendAtOnce(new TelnyxHttp(telnyx.baseUrl(), EgressProxy.NONE));

      assertThat(telnyx.mostUnderWay()).isBetween(MAX_IN_FLIGHT / 2, MAX_IN_FLIGHT);
      assertThat(telnyx.connections()).isLessThanOrEqualTo(MAX_IN_FLIGHT);
    }
  }

  @Test
  void aThousandAtOnceAreAnsweredOverHttp2WithItsLimitOfStreamsOnFewConnections(
      @TempDir Path folder) throws Exception {
    Path keyStore = folder.resolve("telnyx.p12");
    makeCertificate(keyStore);
    try (BusyTelnyx telnyx = BusyTelnyx.overHttp2(DELAY, keyStore, "password")) {
      sendAtOnce(trusting(telnyx.baseUrl(), keyStore));

      assertThat(telnyx.mostUnderWay()).isBetween(MAX_IN_FLIGHT / 2, MAX_IN_FLIGHT);
      // One, unless its handshake takes so long that others go anyway.
      assertThat(telnyx.connections()).isLessThanOrEqualTo(9);
    }
  }

  @Test
  void memoryStaysFlat() throws Exception {
    try (BusyTelnyx telnyx = BusyTelnyx.overHttp1(Duration.ofMillis(1));
        SystemTimer timer = new SystemTimer();
        ActionsServer gateway = server(timer, new TelnyxHttp(telnyx.baseUrl(), EgressProxy.NONE))) {
      sendInARow(gateway, IN_A_ROW / 4);
      long before = usedMemory();

      sendInARow(gateway, IN_A_ROW);

      long grown = usedMemory() - before;
      System.out.printf(
          "memory after %,d actions: %,d kB, %+,d kB%n", IN_A_ROW, before >> 10, grown >> 10);
      assertThat(grown).isLessThan(8 << 20);
      // Those of the gateway's own ids, and a few of the others, which are repeats.
      assertThat(telnyx.answered()).isGreaterThanOrEqualTo(IN_A_ROW / 2);
    }
  }

  private static void sendAtOnce(TelnyxHttp http) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (SystemTimer timer = new SystemTimer();
        ActionsServer gateway = server(timer, http)) {
      List<ListenableFuture<SpeakResponse>> calls = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        calls.add(stub(gateway).speak(SPEAK));
      }
      long most = 0;
      for (int i = 0; i < AT_ONCE; i++) {
        assertThat(calls.get(i).get(60, TimeUnit.SECONDS).getResult()).isEqualTo("ok");
        if (i % 50 == 0) {
          most = Math.max(most, threadsOfTheJdk(before));
        }
      }
      // Compiling the rules of requests takes one at the start. The JDK ends each exchange with a
      // task on the common pool: on two processors that is a thread which lives for a moment.
      assertThat(most).as("threads that nobody bounds").isLessThanOrEqualTo(5);
    }
  }

  /** Of the common pool, what stands for it with two processors, and HTTP clients. */
  private static long threadsOfTheJdk(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.matches("ForkJoinPool.*|Thread-[0-9]+|HttpClient-.*-Worker-.*"))
        .count();
  }

  /** Some hundred are under way all the time. */
  private static void sendInARow(ActionsServer gateway, int count) throws Exception {
    Deque<ListenableFuture<SpeakResponse>> calls = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      // An id of its own for each second one, so that there is something to remember.
      SpeakRequest request =
          i % 2 == 0 ? SPEAK : SPEAK.toBuilder().setCommandId("cmd-" + i % 1_000).build();
      calls.add(stub(gateway).speak(request));
      if (calls.size() > 150) {
        var unused = calls.remove().get(60, TimeUnit.SECONDS);
      }
    }
    var unused = Futures.allAsList(calls).get(60, TimeUnit.SECONDS);
  }

  private static MediaActionsServiceGrpc.MediaActionsServiceFutureStub stub(ActionsServer gateway) {
    return MediaActionsServiceGrpc.newFutureStub(gateway.channel())
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static ActionsServer server(SystemTimer timer, TelnyxHttp http) {
    // Hedges would count as commands here, and a busy machine brings some about.
    AttemptPolicy policy =
        AttemptPolicy.DEFAULTS.withHedge(new AttemptPolicy.Hedge(Duration.ofSeconds(60), 0));
    return new ActionsServer(http, ActionsServer.API_KEY, timer, policy);
  }

  private static TelnyxHttp trusting(URI baseUrl, Path keyStore) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(keyStore.toFile())) {
      trusted.load(in, "password".toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return new TelnyxHttp(baseUrl, EgressProxy.NONE, HttpClient.newBuilder().sslContext(tls));
  }

  private static void makeCertificate(Path keyStore) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                keyStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "password")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private static long usedMemory() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
