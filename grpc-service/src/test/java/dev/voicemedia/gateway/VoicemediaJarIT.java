package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpServer;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import dev.voicemedia.v1.StoredEvent;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as its users run it. */
class VoicemediaJarIT {
  private static final String[] ANY_PORTS = {
    "--grpc-port=0", "--webhook-port=0", "--admin-port=0",
  };

  @TempDir Path folder;

  @Test
  void devSpeaksAndItsEventsSurviveAKill() throws Exception {
    String cursor;
    List<String> before;
    try (RunningJar dev = dev()) {
      String grpc = port(dev.awaitLine("  gRPC "));
      String call = dev.awaitLine("  call ").replaceFirst(".*call +", "");
      RunningJar speak = client("speak", grpc, "--call", call, "--command-id", "c-1", "Hello");
      assertThat(speak.exitCode()).isZero();
      SpeakResponse.Builder answer = SpeakResponse.newBuilder();
      JsonFormat.parser().merge(speak.output().get(0), answer);
      assertThat(answer.getResult()).isEqualTo("ok");
      assertThat(answer.getReceipt().getCommandId()).isEqualTo("c-1");

      RunningJar tail = client("events", grpc, "--from", "earliest", "--call", call);
      tail.awaitLine("call.speak.ended");
      tail.terminate();
      tail.exitCode();
      List<StoredEvent> events = events(tail);
      assertThat(events)
          .extracting(event -> event.getEvent().getEventType())
          .containsExactly(
              "call.initiated", "call.answered", "call.speak.started", "call.speak.ended");
      cursor = events.get(2).getCursor();
      before = events.stream().map(event -> event.getEvent().getId()).toList();
      assertThat(tail.output()).last().asString().startsWith("events: last cursor ");
      dev.kill();
    }
    try (RunningJar dev = dev()) {
      String grpc = port(dev.awaitLine("  gRPC "));
      RunningJar resumed = client("events", grpc, "--from", cursor);
      resumed.awaitLine("call.answered");
      resumed.kill();
      List<StoredEvent> events = events(resumed);
      assertThat(events)
          .extracting(event -> event.getEvent().getEventType())
          .containsExactly("call.speak.ended", "call.initiated", "call.answered");
      assertThat(events.get(0).getEvent().getId()).isEqualTo(before.get(3));
    }
  }

  @Test
  void everyWebhookThatServeAcknowledgedIsThereOnceAfterAKill() throws Exception {
    WebhookSigner signer = WebhookSigner.random();
    Map<String, String> settings = serveSettings(signer);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (RunningJar serve = serve(settings)) {
      String listening = serve.awaitLine("webhooks on port");
      URI webhooks = webhooks(listening);
      CountDownLatch enough = new CountDownLatch(300);
      List<Thread> posters =
          IntStream.range(0, 4)
              .mapToObj(i -> new Thread(() -> post(signer, webhooks, i, acknowledged, enough)))
              .toList();
      posters.forEach(Thread::start);
      enough.await();
      serve.kill();
      for (Thread poster : posters) {
        poster.join();
      }
    }
    try (RunningJar serve = serve(settings)) {
      Matcher port = Pattern.compile("gRPC on [^ ]*:(\\d+)").matcher(serve.awaitLine("gRPC on"));
      assertThat(port.find()).isTrue();
      RunningJar events = client("events", port.group(1), "--from", "earliest", "--stop-at-head");
      assertThat(events.exitCode()).isZero();
      assertThat(events(events))
          .extracting(event -> event.getEvent().getId())
          .doesNotHaveDuplicates()
          .containsAll(acknowledged);
    }
  }

  @Test
  void serveLoadsNoClassOfTheSimulatorAndSharesItsDataFolderWithNobody() throws Exception {
    Map<String, String> settings = serveSettings(WebhookSigner.random());
    Path classes = folder.resolve("classes");
    List<String> logClasses = List.of("-Xlog:class+load:file=" + classes);
    try (RunningJar first = RunningJar.start(folder, settings, logClasses, arguments("serve"))) {
      first.awaitLine("webhooks on port");
      RunningJar second = serve(settings);
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.output())
          .singleElement()
          .asString()
          .contains("event log")
          .contains("in use by another process");
      first.terminate();
      first.exitCode();
    }

    assertThat(Files.readString(classes))
        .contains("dev.voicemedia.gateway.Gateway ")
        .doesNotContain("dev.voicemedia.simulator")
        .doesNotContain("io.opentelemetry")
        // What a start in clear text is spared.
        .doesNotContain("sun.security.ssl.TrustStoreManager")
        .doesNotContain("com.sun.jmx.mbeanserver.JmxMBeanServer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serve|TELNYX_API_KEY=|TELNYX_API_KEY: missing",
        "serve|TELNYX_PUBLIC_KEY=abc|TELNYX_PUBLIC_KEY: key 1",
        "serve|TELNYX_API_KEY_FILE=/none|both are set",
        "serve|VOICEMEDIA_GRPC_PORT=x|--grpc-port: x, expected a whole number",
        "serve|OTEL_TRACES_EXPORTER=zipkin|OTEL_TRACES_EXPORTER: zipkin, expected otlp or none",
        "serve|VOICEMEDIA_LOG_FORMAT=xml|VOICEMEDIA_LOG_FORMAT: 'xml', expected text or json",
        "serve|VOICEMEDIA_LOG_LEVEL=LOUD|VOICEMEDIA_LOG_LEVEL: 'LOUD', expected ERROR",
      })
  void wrongSettingsAreOneLineAndExit2(String command, String setting, String line)
      throws Exception {
    Map<String, String> settings = serveSettings(WebhookSigner.random());
    int equals = setting.indexOf('=');
    settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    settings.values().removeIf(String::isEmpty);
    RunningJar process = RunningJar.start(folder, settings, List.of(), command);

    assertThat(process.exitCode()).isEqualTo(2);
    assertThat(process.output()).singleElement().asString().contains(line);
    assertThat(process.output().get(0)).doesNotContain("KEY-secret");
  }

  @Test
  void aLocaleWithoutUnicodeDoesNoHarmToWhatTelnyxSays() throws Exception {
    HttpServer telnyx =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    telnyx.createContext(
        "/",
        exchange -> {
          byte[] asked = exchange.getRequestBody().readAllBytes();
          String heard = new String(asked, StandardCharsets.UTF_8).contains("Grüße") ? "語" : "?";
          byte[] answer =
              ("{\"errors\":[{\"code\":\"10015\",\"detail\":\"détail " + heard + "\"}]}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(422, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    telnyx.start();
    Map<String, String> settings = serveSettings(WebhookSigner.random());
    settings.put("TELNYX_BASE_URL", "http://127.0.0.1:" + telnyx.getAddress().getPort() + "/v2");
    settings.put("LC_ALL", "C");
    try (RunningJar serve = serve(settings)) {
      Matcher port = Pattern.compile("gRPC on [^ ]*:(\\d+)").matcher(serve.awaitLine("gRPC on"));
      assertThat(port.find()).isTrue();
      ManagedChannel channel =
          Grpc.newChannelBuilder("127.0.0.1:" + port.group(1), InsecureChannelCredentials.create())
              .build();
      SpeakRequest speak =
          SpeakRequest.newBuilder()
              .setCallControlId("v3:a")
              .setPayload("Grüße")
              .setVoice("female")
              .build();

      assertThatThrownBy(() -> MediaActionsServiceGrpc.newBlockingStub(channel).speak(speak))
          .hasMessageContaining("détail 語");
      channel.shutdownNow();
    } finally {
      telnyx.stop(0);
    }
  }

  @Test
  void theJarHasTheLicencesOfWhatIsInIt() throws Exception {
    try (JarFile jar = new JarFile(System.getProperty("voicemedia.jar"))) {
      String licences = text(jar, "META-INF/THIRD-PARTY-LICENCES.txt");
      assertThat(licences)
          .contains(
              "rocksdbjni-", "logback-classic-", "bcprov-", "grpc-netty-shaded-", "snakeyaml-")
          .contains("Apache License", "Eclipse Public License", "Copyright 2008 Google Inc.");
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
    }
  }

  @Test
  void theJarHasRocksDbForThePlatformsThatAreSupported() throws Exception {
    try (JarFile jar = new JarFile(System.getProperty("voicemedia.jar"))) {
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.contains("rocksdbjni-")))
          .containsExactlyInAnyOrder(
              "librocksdbjni-linux64.so",
              "librocksdbjni-linux64-musl.so",
              "librocksdbjni-linux-aarch64.so",
              "librocksdbjni-linux-aarch64-musl.so",
              "librocksdbjni-osx-arm64.jnilib",
              "librocksdbjni-osx-x86_64.jnilib",
              "librocksdbjni-win64.dll");
    }
  }

  private static String text(JarFile jar, String name) throws Exception {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private RunningJar dev() throws Exception {
    return RunningJar.start(
        folder, Map.of(), List.of(), arguments("dev", "--simulator-port=0", "--http-port=0"));
  }

  private RunningJar serve(Map<String, String> settings) throws Exception {
    return RunningJar.start(folder, settings, List.of(), arguments("serve"));
  }

  private RunningJar client(String command, String grpcPort, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command, "--address=127.0.0.1:" + grpcPort));
    arguments.addAll(List.of(more));
    return RunningJar.start(folder, Map.of(), List.of(), arguments.toArray(String[]::new));
  }

  private static String[] arguments(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(ANY_PORTS));
    return arguments.toArray(String[]::new);
  }

  private static Map<String, String> serveSettings(WebhookSigner signer) {
    Map<String, String> settings = new HashMap<>();
    settings.put("TELNYX_API_KEY", "KEY-secret");
    settings.put("TELNYX_PUBLIC_KEY", signer.publicKeyBase64());
    settings.put("TELNYX_BASE_URL", "http://127.0.0.1:9/v2");
    return settings;
  }

  /** Posts until the server is gone. */
  private static void post(
      WebhookSigner signer,
      URI webhooks,
      int poster,
      Set<String> acknowledged,
      CountDownLatch enough) {
    HttpClient http = HttpClient.newHttpClient();
    for (int i = 0; i < 100_000; i++) {
      String id = poster + "-" + i;
      byte[] body =
          ("{\"data\":{\"id\":\"" + id + "\",\"event_type\":\"call.hangup\"}}")
              .getBytes(StandardCharsets.UTF_8);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(webhooks).POST(BodyPublishers.ofByteArray(body));
      signer
          .headers(Instant.now(), body)
          .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
      try {
        if (http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200) {
          acknowledged.add(id);
          enough.countDown();
        }
      } catch (java.io.IOException e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static List<StoredEvent> events(RunningJar process) throws Exception {
    List<StoredEvent> events = new ArrayList<>();
    for (String line : process.output()) {
      if (line.startsWith("{")) {
        StoredEvent.Builder event = StoredEvent.newBuilder();
        JsonFormat.parser().merge(line, event);
        events.add(event.build());
      }
    }
    return events;
  }

  private static URI webhooks(String listening) {
    Matcher port = Pattern.compile("webhooks on port (\\d+)").matcher(listening);
    assertThat(port.find()).isTrue();
    return URI.create("http://127.0.0.1:" + port.group(1) + "/webhooks/telnyx");
  }

  private static String port(String line) {
    Matcher port = Pattern.compile("127\\.0\\.0\\.1:(\\d+)").matcher(line);
    assertThat(port.find()).isTrue();
    return port.group(1);
  }
}
