package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.eventsUntil;
import static dev.voicemedia.gateway.GatewayRun.fromEarliest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.SubscribeResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway that has done some of everything shows on its metrics page. */
class MetricsPageTest {
  private static final Path TABLE = Path.of("../docs/metrics.md");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{([^}]*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final int MOST_SERIES = 2_000;

  @TempDir static Path folder;

  private static GatewayRun gateway;
  private static String page;

  @BeforeAll
  static void doSomeOfEverything() throws Exception {
    gateway = new GatewayRun(folder);
    SimulatedCall call = gateway.simulator().openCall();
    Iterator<SubscribeResponse> events = gateway.subscribe(fromEarliest());
    gateway.speak(call, "Hello");
    eventsUntil(events, "call.speak.ended");
    gateway.post("{}".getBytes(UTF_8));
    gateway.get(gateway.webhookPort(), "/elsewhere");
    await()
        .untilAsserted(
            () ->
                assertThat(gateway.get(gateway.adminPort(), "/metrics").body())
                    .contains("voicemedia_streams_open{state=\"live\"} 1.0")
                    .contains("voicemedia_webhooks_answered_seconds_count{status=\"404\"} 1"));
    page = gateway.get(gateway.adminPort(), "/metrics").body();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** The table is what the test prints; a metric that it lacks, or that is gone, fails here. */
  @Test
  void theTableListsEveryMetricWithItsLabels() throws Exception {
    List<String> rows =
        Files.readAllLines(TABLE).stream()
            .filter(line -> line.startsWith("| `voicemedia_"))
            .toList();

    assertThat(rows).containsExactlyElementsOf(families(page));
  }

  @Test
  void theJvmsOwnFiguresThatTheDocsNameAreShown() throws Exception {
    Set<String> named =
        Pattern.compile("`((?:jvm|process|system)_[a-z_]+)`")
            .matcher(Files.readString(TABLE))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());

    assertThat(named)
        .hasSizeGreaterThan(5)
        .allSatisfy(name -> assertThat(page).containsPattern("(?m)^" + name + "[{ ]"));
  }

  @Test
  void everyHistogramHasTheSameBuckets() {
    Map<String, Set<String>> bounds = new TreeMap<>();
    page.lines()
        .filter(line -> line.startsWith("voicemedia_") && line.contains("_bucket{"))
        .forEach(
            line ->
                bounds
                    .computeIfAbsent(line.substring(0, line.indexOf('{')), name -> new TreeSet<>())
                    .add(labels(line).get("le")));

    assertThat(bounds.keySet())
        .contains(
            "voicemedia_webhooks_answered_seconds_bucket",
            "voicemedia_log_append_seconds_bucket",
            "voicemedia_log_fsync_seconds_bucket",
            "voicemedia_actions_seconds_bucket",
            "voicemedia_upstream_attempts_seconds_bucket",
            "voicemedia_streams_delivery_delay_seconds_bucket");
    assertThat(bounds.values())
        .allSatisfy(
            each ->
                assertThat(each)
                    .containsExactlyInAnyOrder(
                        "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5",
                        "1.0", "2.0", "5.0", "15.0", "+Inf"));
  }

  @Test
  void countsAreThoseOfWhatHappened() {
    assertThat(page)
        .contains("voicemedia_actions_seconds_count{action=\"Speak\",outcome=\"accepted\"} 1")
        .contains("voicemedia_upstream_attempts_seconds_count{result=\"accepted\"} 1")
        .contains(
            "voicemedia_grpc_calls_total{code=\"OK\","
                + "method=\"voicemedia.v1.MediaActionsService/Speak\"} 1.0")
        .contains("voicemedia_streams_open{state=\"catching_up\"} 0.0")
        .containsPattern("voicemedia_streams_events_total [1-9]")
        .containsPattern("voicemedia_streams_sent_bytes_total [1-9]")
        .containsPattern("voicemedia_log_fsync_seconds_count [1-9]")
        .contains("voicemedia_build_info{");
  }

  @Test
  void thereAreFewSeries() {
    assertThat(page.lines().filter(line -> !line.startsWith("#"))).hasSizeLessThan(MOST_SERIES);
  }

  @Test
  void openMetricsIsAnsweredToWhoeverAcceptsIt() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.adminPort() + "/metrics"))
                    .header(
                        "Accept",
                        "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;q=0.5")
                    .build(),
                BodyHandlers.ofString());

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(answer.body()).endsWith("# EOF\n").containsPattern("voicemedia_log_head [1-9]");
    assertThat(page).doesNotContain("# EOF");
  }

  /** Rows of the table: name, type, labels, help; in the order of names. */
  private static List<String> families(String text) {
    Map<String, String> help = new TreeMap<>();
    Map<String, String> type = new TreeMap<>();
    Map<String, Set<String>> keys = new TreeMap<>();
    String family = "";
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP voicemedia_")) {
        family = words[2];
        help.put(family, words[3]);
        keys.put(family, new TreeSet<>());
      } else if (line.startsWith("# HELP")) {
        family = "";
      } else if (line.startsWith("# TYPE voicemedia_")) {
        type.put(family, words[3]);
      } else if (!family.isEmpty() && !line.startsWith("#")) {
        keys.getOrDefault(family, new TreeSet<>()).addAll(labels(line).keySet());
      }
    }
    return help.keySet().stream()
        .filter(name -> !"gauge".equals(type.get(name)) || !name.endsWith("_max"))
        .map(
            name ->
                "| `%s` | %s | %s | %s |"
                    .formatted(
                        name,
                        type.get(name),
                        keys.getOrDefault(name, Set.of()).stream()
                            .filter(key -> !key.equals("le"))
                            .map(key -> "`" + key + "`")
                            .collect(Collectors.joining(", ")),
                        help.get(name)))
        .toList();
  }

  private static Map<String, String> labels(String line) {
    Map<String, String> labels = new TreeMap<>();
    Matcher sample = SAMPLE.matcher(line);
    if (sample.matches() && sample.group(2) != null) {
      LABEL.matcher(sample.group(2)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
    }
    return labels;
  }
}
