package dev.voicemedia.openapi.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftReportCommandTest {

  @TempDir private Path folder;

  @Test
  void breakingChangesComeFirst() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream.properties("CallSpeakEndedPayload").putObject("characters").put("type", "integer");
    upstream.removeProperty("SpeakRequest", "loop");

    CommandRun run = CommandRun.on(upstream.writeYaml(folder));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            """
            2 differences, 1 of them breaking.

            Breaking:
              speak: request property loop was removed

            Not breaking:
              call.speak.ended: event property payload.characters was added (integer)
            """);
  }

  @Test
  void jsonHasTheSameReportInParts() throws Exception {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream.removeProperty("SpeakRequest", "loop");

    CommandRun run = CommandRun.on(upstream.writeJson(folder), "--json");

    assertThat(new JsonMapper().readTree(run.out()))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"drift": true, "breaking": 1, "changes": [{"kind": "removed",
                     "breaking": true, "subject": "speak", "part": "request", "property": "loop",
                     "message": "speak: request property loop was removed"}]}
                    """));
  }

  @Test
  void jsonWithoutDriftSaysSo() throws Exception {
    CommandRun run = CommandRun.on(UpstreamDocument.likeOurs().writeJson(folder), "--json");

    JsonNode report = new JsonMapper().readTree(run.out());
    assertThat(run.exitCode()).isZero();
    assertThat(report.path("drift").asBoolean(true)).isFalse();
    assertThat(report.path("changes")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "swagger: '2.0' | is not an OpenAPI 3.0 or 3.1 document: openapi is missing",
        "openapi: 4.0.0 | is not an OpenAPI 3.0 or 3.1 document: openapi is 4.0.0",
        "- a list | is not an OpenAPI document",
        "just text | is not an OpenAPI document",
        "{\"openapi\": | is neither JSON nor YAML",
        "'a: [' | is neither JSON nor YAML"
      })
  void whatIsNotAnOpenApiDocumentIsRefusedInOneLine(String text, String complaint)
      throws Exception {
    CommandRun run = CommandRun.on(Files.writeString(folder.resolve("upstream"), text));

    assertRefused(run, complaint);
  }

  @Test
  void aReferenceToNothingIsRefused() {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    upstream.properties("SpeakRequest").putObject("x").put("$ref", "#/components/schemas/Gone");

    assertRefused(
        CommandRun.on(upstream.writeJson(folder)),
        "$ref #/components/schemas/Gone leads to nothing inside of the document");
  }

  @Test
  void aWrongCommandLineIsRefused() {
    assertRefused(CommandRun.of(), "Missing required parameter: 'DOCUMENT'");
    assertRefused(CommandRun.with("x.yaml", "--jsn"), "Unknown option: '--jsn'");
    assertRefused(CommandRun.with(folder.resolve("gone").toString()), "there is no such file");
    assertRefused(CommandRun.with(folder.toString()), "cannot be read");
  }

  @Test
  void aDocumentIsFetchedFromAUrl() throws Exception {
    byte[] document = Files.readAllBytes(UpstreamDocument.likeOurs().writeJson(folder));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/old",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/spec3.json");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/spec3.json",
        exchange -> {
          exchange.sendResponseHeaders(200, document.length);
          exchange.getResponseBody().write(document);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(CommandRun.with(url + "/old").exitCode()).isZero();
      assertRefused(CommandRun.with(url + "/gone"), url + "/gone answers 404");
    } finally {
      server.stop(0);
    }
    assertRefused(CommandRun.with(url + "/spec3.json"), "cannot be fetched");
  }

  @Test
  void aDocumentOfSeveralMegabytesTakesLessThanTenSeconds() throws Exception {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();
    ObjectNode schemas = upstream.object("/components/schemas");
    ObjectNode paths = upstream.object("/paths");
    JsonNode schema = schemas.path("StartRecordingRequest");
    JsonNode path = paths.path("/calls/{call_control_id}/actions/speak");
    for (int i = 0; i < 1_200; i++) {
      schemas.set("Other" + i, schema);
      paths.set("/others" + i + "/{id}", path);
    }
    Path json = upstream.writeJson(folder);
    Path yaml = upstream.writeYaml(folder);
    assertThat(Files.size(json)).isGreaterThan(6_000_000);
    assertThat(Files.size(yaml)).isGreaterThan(4_000_000);

    for (Path document : new Path[] {json, yaml}) {
      long start = System.nanoTime();
      assertThat(CommandRun.on(document).exitCode()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  private static void assertRefused(CommandRun run, String complaint) {
    assertThat(run.err()).contains(complaint).hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
