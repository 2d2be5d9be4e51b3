package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.EdgeClient.ACTIONS;
import static dev.voicemedia.gateway.EdgeClient.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.simulator.SimulatedCall;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps pages that are not ours out of the HTTP edge. */
@Timeout(60)
class EdgeGuardTest {
  private static final String LISTED = "https://app.example.com";

  @TempDir static Path folder;

  private static GatewayRun gateway;
  private static EdgeClient edge;

  @BeforeAll
  static void start() throws Exception {
    gateway = new GatewayRun(folder);
    gateway.stop();
    gateway.edgeHosts = List.of("Gateway.internal");
    gateway.start();
    edge = new EdgeClient(gateway.httpPort());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** DNS rebinding: the page's own name comes to lead to this address. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 405",
    "127.0.0.1:1234, 405",
    "localhost, 405",
    "LOCALHOST:80, 405",
    "[::1]:80, 405",
    "gateway.internal, 405",
    "evil.example, 421",
    "127.0.0.1.evil.example, 421",
    "localhost.evil.example, 421",
    "0.0.0.0, 421",
    "10.0.0.1, 421",
  })
  void aRequestForAnotherHostIsMisdirected(String host, int status) throws Exception {
    assertThat(
            EdgeClient.raw(
                gateway.httpPort(),
                "GET " + EVENTS + "ListEvents HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @CsvSource({
    LISTED + ", 200",
    "https://evil.example, 403",
    "http://app.example.com, 403",
    "https://app.example.com:8443, 403",
    "https://sub.app.example.com, 403",
    "null, 403",
    "http://localhost, 403",
  })
  void aPageOfAnotherOriginHasToBeListed(String origin, int status) throws Exception {
    HttpResponse<String> response = edge.post(EVENTS + "ListEvents", "{}", "Origin", origin);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .isEqualTo(Optional.of(origin).filter(same -> status == 200));
  }

  @Test
  void aForeignPageOpensNoStreamAndIsToldNothing() throws Exception {
    HttpResponse<String> refused = edge.get("/events", "Origin", "https://evil.example");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).doesNotContain("cursor");
    assertThat(gateway.get(gateway.adminPort(), "/metrics").body())
        .contains("voicemedia_http_streams 0.0");
  }

  @Test
  void aForeignPageActsOnNothing() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();
    String action =
        "{\"callControlId\": \""
            + call.callControlId()
            + "\", \"payload\": \"Hello\", \"voice\": \"female\"}";

    HttpResponse<String> refused =
        edge.post(ACTIONS + "Speak", action, "Origin", "https://evil.example");
    HttpResponse<String> listed = edge.post(ACTIONS + "Speak", action, "Origin", LISTED);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
    assertThat(listed.statusCode()).isEqualTo(200);
    assertThat(listed.headers().map()).doesNotContainKey("access-control-allow-credentials");
    assertThat(gateway.simulator().commands()).hasSize(1);
  }

  /** Browsers send no Origin for an image, but say where it is. */
  @ParameterizedTest
  @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 405", "none, 405"})
  void anImageOfAForeignPageIsNotServed(String site, int status) throws Exception {
    assertThat(edge.get(EVENTS + "ListEvents", "Sec-Fetch-Site", site).statusCode())
        .isEqualTo(status);
  }

  @Test
  void aPageOfThisVeryOriginMayCall() throws Exception {
    String own = "http://127.0.0.1:" + gateway.httpPort();

    assertThat(edge.post(EVENTS + "ListEvents", "{}", "Origin", own).statusCode()).isEqualTo(200);
    assertThat(edge.post(EVENTS + "ListEvents", "{}", "Origin", own + "1").statusCode())
        .isEqualTo(403);
  }

  @Test
  void aListedPageIsToldWhatItMaySend() throws Exception {
    HttpResponse<String> preflight = preflight(LISTED);

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains(LISTED);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
        .contains("POST, GET");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .contains(
            "Content-Type, Connect-Protocol-Version, Connect-Timeout-Ms, Authorization,"
                + " Last-Event-ID");
    assertThat(preflight.headers().firstValue("Vary")).contains("Origin");
    assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  void aForeignPageIsToldNothing() throws Exception {
    HttpResponse<String> preflight = preflight("https://evil.example");

    assertThat(preflight.statusCode()).isEqualTo(403);
    assertThat(preflight.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
  }

  /** An error has to be readable, too. */
  @Test
  void aListedPageMayReadErrors() throws Exception {
    HttpResponse<String> refused = edge.post(EVENTS + "GetEvent", "{}", "Origin", LISTED);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains(LISTED);
    assertThat(edge.post(EVENTS + "ListEvents", "{}").headers().firstValue("Vary"))
        .contains("Origin");
  }

  private static HttpResponse<String> preflight(String origin) throws Exception {
    return edge.send(
        edge.request(EVENTS + "ListEvents")
            .headers("Origin", origin, "Access-Control-Request-Method", "POST")
            .method("OPTIONS", BodyPublishers.noBody()));
  }
}
