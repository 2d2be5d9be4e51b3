package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.EdgeClient.ACTIONS;
import static dev.voicemedia.gateway.EdgeClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console's page is served, over real HTTP. */
@Timeout(60)
class ConsoleTest {
  private static final Path SOURCES = Path.of("src/main/resources/console");
  private static final Pattern IMPORT = Pattern.compile("from \"(\\.[^\"]+)\"");

  @TempDir static Path folder;

  private static GatewayRun gateway;
  private static EdgeClient edge;

  @BeforeAll
  static void start() throws Exception {
    gateway = new GatewayRun(folder);
    gateway.stop();
    gateway.simulatorInConsole = true;
    gateway.start();
    edge = new EdgeClient(gateway.httpPort());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void everyFileOfThePageIsServed() throws Exception {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = SOURCES.relativize(file).toString();
        HttpResponse<String> served =
            edge.get(name.equals("index.html") ? "/" : "/console/" + name);

        assertThat(served.statusCode()).as(name).isEqualTo(200);
        assertThat(served.body()).as(name).isEqualTo(Files.readString(file));
      }
    }
  }

  /** A page whose module is missing stays blank. */
  @Test
  void everyModuleImportsWhatThereIs() throws Exception {
    List<Path> missing = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path module : files.filter(file -> file.toString().endsWith(".js")).toList()) {
        Matcher imported = IMPORT.matcher(Files.readString(module));
        while (imported.find()) {
          Path wanted = module.resolveSibling(imported.group(1)).normalize();
          if (!Files.exists(wanted)) {
            missing.add(wanted);
          }
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  /** One after the other as they are imported, they would take a round trip each. */
  @Test
  void everyModuleIsAskedForAtOnce() throws Exception {
    String page = edge.get("/").body();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(files.filter(file -> file.toString().endsWith(".js")))
          .allMatch(module -> page.contains("\"/console/" + SOURCES.relativize(module) + "\""));
    }
  }

  @Test
  void thePageRunsItsOwnModulesAndNothingElse() throws Exception {
    HttpResponse<String> page = edge.get("/");

    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow().split("; "))
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'")
        .noneMatch(directive -> directive.contains("unsafe"));
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(page.body()).doesNotContain("http://", "https://", "<style", "onclick");
  }

  @Test
  void aFileThatABrowserHasIsNotSentAgain() throws Exception {
    HttpResponse<String> first = edge.get("/console/style.css");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = edge.get("/console/style.css", "If-None-Match", tag);

    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(edge.get("/console/style.css", "If-None-Match", "\"other\"").statusCode())
        .isEqualTo(200);
    assertThat(edge.get("/").headers().firstValue("ETag")).isNotEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console",
        "/console/",
        "/console/index.html",
        "/console/none.js",
        "/console/../logback.xml",
        "/console/%2e%2e/logback.xml",
        "/console/data/..%2f..%2flogback.xml",
        "/console/data",
        "/logback.xml"
      })
  void nothingElseIsServed(String path) throws Exception {
    assertThat(
            EdgeClient.raw(gateway.httpPort(), "GET " + path + " HTTP/1.1\r\nHost: [::1]\r\n\r\n"))
        .matches("HTTP/1.1 40[04] .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/main.js", "/console/stats", "/console/commands"})
  void nothingOfThePageIsPostedTo(String path) throws Exception {
    HttpResponse<String> refused = edge.post(path, "{}");

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("GET");
  }

  /** A link in a wiki may lead to the page; a page of others may have nothing else of it. */
  @ParameterizedTest
  @CsvSource({
    "/, navigate, document, 200",
    "/, navigate, iframe, 403",
    "/, no-cors, script, 403",
    "/console/main.js, no-cors, script, 403",
    "/console/stats, navigate, document, 403",
    "/events, navigate, document, 403"
  })
  void aForeignPageMayLinkToThePageAlone(String path, String mode, String target, int status)
      throws Exception {
    HttpResponse<String> response =
        edge.get(
            path, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", mode, "Sec-Fetch-Dest", target);

    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void statsCountWhatHappens() throws Exception {
    long before = count(stats(), "webhooks", "200");
    SimulatedCall call = gateway.simulator().openCall();
    gateway.speak(call, "Hello");
    await().until(() -> count(stats(), "webhooks", "200") >= before + 4);

    JsonNode stats = stats();

    assertThat(count(stats, "attempts", "accepted")).isPositive();
    assertThat(stats.at("/upstream/circuit").asText()).isEqualTo("closed");
    assertThat(stats.at("/log/head").asLong()).isGreaterThanOrEqualTo(4);
    assertThat(stats.at("/log/accepting").asBoolean()).isTrue();
    assertThat(stats.at("/grpcPort").asInt()).isEqualTo(gateway.grpcPort());
    JsonNode buckets = stats.at("/webhooks/buckets");
    assertThat(buckets.get(buckets.size() - 1).get(0).asDouble()).isEqualTo(15);
    assertThat(buckets.get(buckets.size() - 1).get(1).asLong()).isGreaterThanOrEqualTo(before + 4);
  }

  @Test
  void statsShowWhoFollows() throws Exception {
    try (EdgeClient.Events events = edge.events("?from=earliest")) {
      events.until(message -> message.name().equals("caught_up"));

      JsonNode stream = stats().at("/streams/0");

      assertThat(stream.at("/caller").asText()).isEqualTo("anonymous");
      assertThat(stream.at("/live").asBoolean()).isTrue();
      assertThat(stream.at("/behind").asLong()).isZero();
    }
    await().until(() -> stats().at("/streams").isEmpty());
  }

  @Test
  void aCommandIsShownWithItsAttempts() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();
    gateway
        .simulator()
        .inject(
            Fault.of(new Effect.Answer(503, true))
                .onCall(call.callControlId())
                .on("speak")
                .times(1));
    gateway.speak(call, "Hello");

    JsonNode speak = endedCommand(call.callControlId());

    assertThat(speak.at("/action").asText()).isEqualTo("Speak");
    assertThat(speak.at("/outcome").asText()).isEqualTo("accepted");
    assertThat(speak.at("/caller").asText()).isEqualTo("anonymous");
    assertThat(speak.at("/request").asText()).contains("Hello");
    assertThat(speak.at("/attempts")).hasSize(2);
    assertThat(speak.at("/attempts/0/result").asText()).isEqualTo("http_503");
    assertThat(speak.at("/attempts/1/result").asText()).isEqualTo("accepted");
    assertThat(speak.at("/attempts/1/hedge").asBoolean()).isFalse();
  }

  @Test
  void aCommandThatFailsIsShownWithItsReason() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();
    String request = "{\"callControlId\": \"" + call.callControlId() + "\"}";
    assertThat(edge.post(ACTIONS + "Speak", request).statusCode()).isEqualTo(400);

    JsonNode speak = endedCommand(call.callControlId());

    assertThat(speak.at("/outcome").asText()).isEqualTo("not_sent");
    assertThat(speak.at("/why").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(speak.at("/attempts")).isEmpty();
  }

  @Test
  void theSimulatedTelnyxIsSteeredThroughThePagesOwnOrigin() throws Exception {
    HttpResponse<String> opened =
        edge.post("/console/simulator/calls", "{\"from\": \"+12025550155\"}");
    String id = json(opened).at("/call_control_id").asText();
    String path = "/console/simulator/calls/" + URLEncoder.encode(id, StandardCharsets.UTF_8);

    assertThat(opened.statusCode()).isEqualTo(201);
    assertThat(edge.post(path + "/dtmf", "{\"digits\": \"4\"}").statusCode()).isEqualTo(200);
    assertThat(edge.post(path + "/dtmf", "{\"digits\": \"x\"}").statusCode()).isEqualTo(400);
    assertThat(edge.post(path + "/dtmf", "{}", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
  }

  private static JsonNode stats() throws Exception {
    return json(edge.get("/console/stats"));
  }

  /** The one command of a call; its end is noted after it has been answered. */
  private static JsonNode endedCommand(String call) throws Exception {
    await().until(() -> !commands(call).at("/0/outcome").asText().isEmpty());
    assertThat(commands(call)).hasSize(1);
    return commands(call).get(0);
  }

  private static JsonNode commands(String call) throws Exception {
    String id = URLEncoder.encode(call, StandardCharsets.UTF_8);
    return json(edge.get("/console/commands?call=" + id)).get("commands");
  }

  private static long count(JsonNode stats, String what, String label) throws IOException {
    return stats.at("/" + what + "/counts/" + label).asLong();
  }
}
