package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.EdgeClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.voicemedia.simulator.SimulatedCall;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may have what of the console, where callers are known. */
@Timeout(60)
class ConsoleAccessTest {
  private static final String FILE =
      """
      version: 1
      callers:
        - name: operator
          credentials: [{token_sha256: "${operator}"}]
          allow: [operate]
        - name: service
          credentials: [{token_sha256: "${service}"}]
          allow: [actions, events]
        - name: dashboard
          credentials: [{token_sha256: "${dashboard}"}]
          allow: [voicemedia.console/Stats]
      """;

  @TempDir static Path folder;

  private static AccessTokens tokens;
  private static GatewayRun gateway;
  private static EdgeClient edge;

  @BeforeAll
  static void start() throws Exception {
    tokens = new AccessTokens(folder);
    tokens.write(FILE);
    gateway = new GatewayRun(folder.resolve("data"), tokens.settings());
    edge = new EdgeClient(gateway.httpPort());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** They hold no data, and a page cannot ask for a token before it is there. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/main.js", "/console/style.css"})
  void theFilesAreForAnyoneWhoReachesThePort(String path) throws Exception {
    assertThat(edge.get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "stats, operator, 200",
    "stats, service, 403",
    "stats, dashboard, 200",
    "stats, nobody, 401",
    "commands, operator, 200",
    "commands, service, 403",
    "commands, dashboard, 403",
    "commands, nobody, 401"
  })
  void dataIsForOperators(String path, String caller, int status) throws Exception {
    String token = "Bearer " + tokens.tokenOf(caller).secret();

    assertThat(edge.get("/console/" + path, "Authorization", token).statusCode()).isEqualTo(status);
  }

  @Test
  void whoShowsNothingIsAskedForAToken() throws Exception {
    var refused = edge.get("/console/stats");

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(refused.body()).doesNotContain("webhooks");
  }

  /** Outside of dev, what callers send is theirs, and there is no simulator to steer. */
  @Test
  void requestsAreNotKept() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();
    String request =
        "{\"callControlId\": \""
            + call.callControlId()
            + "\", \"payload\": \"Secret\", \"voice\": \"male\"}";
    String service = "Bearer " + tokens.tokenOf("service").secret();
    assertThat(
            edge.post(EdgeClient.ACTIONS + "Speak", request, "Authorization", service).statusCode())
        .isEqualTo(200);
    String operator = "Bearer " + tokens.tokenOf("operator").secret();

    var answer = edge.get("/console/commands", "Authorization", operator);
    JsonNode speak = json(answer).at("/commands/0");

    assertThat(speak.at("/caller").asText()).isEqualTo("service");
    assertThat(speak.at("/outcome").asText()).isEqualTo("accepted");
    assertThat(answer.body()).doesNotContain("Secret");
    assertThat(edge.post("/console/simulator/calls", "{}", "Authorization", operator).statusCode())
        .isEqualTo(404);
  }
}
