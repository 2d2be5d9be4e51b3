package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.voicemedia.gateway.access.AccessSettings;
import dev.voicemedia.gateway.connection.ConnectionLimits;
import dev.voicemedia.gateway.edge.EdgeSettings;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.grpc.CommandPermissions;
import dev.voicemedia.gateway.grpc.StreamSettings;
import dev.voicemedia.gateway.recovery.RecoverySettings;
import dev.voicemedia.gateway.time.Backoff;
import dev.voicemedia.gateway.upstream.ApiKey;
import dev.voicemedia.gateway.upstream.AttemptPolicy;
import dev.voicemedia.gateway.upstream.AttemptPolicy.Hedge;
import dev.voicemedia.gateway.upstream.EgressProxy;
import dev.voicemedia.simulator.Simulator;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The cases of clients/conformance, which Go, Python and Node run too. */
final class ConformanceTest {
  private static final Path CASES = Path.of("../clients/conformance");

  /** So that each answer of Telnyx can be seen for what it is. */
  private static final AttemptPolicy ONE_ATTEMPT =
      AttemptPolicy.DEFAULTS
          .withHedge(new Hedge(Duration.ofMillis(500), 0))
          .withBackoff(new Backoff(Duration.ofSeconds(60), Duration.ofSeconds(60)));

  @TempDir static Path data;
  private static Simulator simulator;
  private static Gateway gateway;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws IOException {
    simulator = Simulator.builder().port(0).start();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    gateway =
        Gateway.start(
            new GatewayConfig(
                new ApiKey(simulator.apiKey()),
                List.of(ConformanceWebhook.RIGHT.publicKey()),
                simulator.baseUrl(),
                EgressProxy.NONE,
                anyPort,
                anyPort,
                anyPort,
                data,
                EventLogSettings.DEFAULTS,
                RecoverySettings.DEFAULTS,
                ONE_ATTEMPT,
                StreamSettings.DEFAULTS.maxAge(),
                CommandPermissions.NONE,
                GatewayConfig.WEBHOOK_PATH,
                ConnectionLimits.DEFAULTS,
                AccessSettings.OPEN,
                Optional.of(new EdgeSettings(anyPort, Optional.empty(), List.of(), List.of())),
                Optional.empty()),
            Clock.systemUTC());
    channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + gateway.grpcPort(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    gateway.close();
    simulator.close();
  }

  @TestFactory
  Stream<DynamicTest> actions() throws IOException {
    return cases("actions.yaml", one -> new ConformanceRpc(one, channel, simulator));
  }

  @TestFactory
  Stream<DynamicTest> reads() throws IOException {
    return cases("reads.yaml", one -> new ConformanceRpc(one, channel, simulator));
  }

  /** The same cases without gRPC, as far as their methods are offered there. */
  @TestFactory
  Stream<DynamicTest> unaryCallsOverHttp() throws IOException {
    EdgeChannel edge = new EdgeChannel(gateway.httpPort().orElseThrow());
    Case check = one -> new ConformanceRpc(one, edge, simulator);
    return Stream.concat(
        cases("actions.yaml", ConformanceTest::isUnary, check),
        cases("reads.yaml", ConformanceTest::isUnary, check));
  }

  @TestFactory
  Stream<DynamicTest> webhooks() throws IOException {
    URI url = URI.create("http://127.0.0.1:" + gateway.webhookPort() + "/webhooks/telnyx");
    return cases("webhooks.yaml", one -> new ConformanceWebhook(one, url, channel));
  }

  /** Checks that every expected member is there, at any depth. */
  static void assertContains(String what, JsonNode actual, JsonNode expected) {
    if (!expected.isObject()) {
      assertThat(actual).as(what).isEqualTo(expected);
      return;
    }
    assertThat(actual.isObject()).as("%s: %s is an object", what, actual).isTrue();
    expected
        .properties()
        .forEach(
            member ->
                assertContains(
                    what + "." + member.getKey(), actual.path(member.getKey()), member.getValue()));
  }

  private interface Case {
    Executable of(JsonNode one);
  }

  private static boolean isUnary(JsonNode one) {
    return ConformanceRpc.isUnary(one.required("method").textValue())
        && StreamSupport.stream(one.path("before").spliterator(), false)
            .allMatch(before -> ConformanceRpc.isUnary(before.required("method").textValue()));
  }

  private static Stream<DynamicTest> cases(String file, Case check) throws IOException {
    return cases(file, one -> true, check);
  }

  private static Stream<DynamicTest> cases(String file, Predicate<JsonNode> chosen, Case check)
      throws IOException {
    JsonNode cases = new YAMLMapper().readTree(CASES.resolve(file).toFile());
    assertThat(cases).as(file).isNotEmpty();
    return StreamSupport.stream(cases.spliterator(), false)
        .filter(chosen)
        .map(one -> DynamicTest.dynamicTest(one.required("name").textValue(), check.of(one)));
  }
}
